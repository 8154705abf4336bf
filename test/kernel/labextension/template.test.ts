import assert from 'node:assert/strict'
import { test } from 'node:test'
import { template } from '../../../kernel/labextension/src/figures/template.ts'
import { figure } from './themed-figure.ts'

const colour = (layout: Record<string, unknown>, dark: boolean): unknown => {
  const shown = template(layout, dark).layout?.font as { readonly color?: string } | undefined
  return shown?.color
}

test('a figure of ours takes the colours of the page, and keeps its palette', () => {
  assert.notEqual(colour(figure, true), colour(figure, false))
  assert.deepEqual(template(figure, true).layout?.colorway, figure.template.layout.colorway)
})

test('a figure whose author chose colours keeps a light page also in the dark', () => {
  const own = { paper_bgcolor: 'white' }
  assert.equal(colour(own, true), colour(own, false))
})

test('a template with a background of its own is changed only in the dark', () => {
  const own = { template: { layout: { paper_bgcolor: 'white', font: { color: 'red' } } } }
  assert.equal(colour(own, false), 'red')
  assert.notEqual(colour(own, true), 'red')
})
