import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createImportedNamespaces } from '../../../kernel/session/imported-namespaces.ts'

const first = () => 1
const second = () => 2

test('an export leads to its module, a namespace is one as a whole, other values come from nowhere', () => {
  const imported = createImportedNamespaces()
  const [library, other] = [{ first, alias: first }, { second }]
  imported.add(library, 'tsloom', true)
  imported.add(other, './other.ts', false)
  assert.deepEqual(imported.origin(first), { specifier: 'tsloom', name: 'first' })
  assert.deepEqual(imported.origin(second), { specifier: './other.ts', name: 'second' })
  assert.deepEqual(imported.origin(other), { specifier: './other.ts' })
  assert.equal(
    imported.origin(() => 3),
    undefined,
  )
  assert.equal(imported.origin('second'), undefined)
})

test('an export that changes is found as what it is now', () => {
  const imported = createImportedNamespaces()
  const live: Record<string, unknown> = { value: first }
  imported.add(live, './live.ts', false)
  assert.deepEqual(imported.origin(first), { specifier: './live.ts', name: 'value' })
  live.value = second
  assert.equal(imported.origin(first), undefined)
  assert.deepEqual(imported.origin(second), { specifier: './live.ts', name: 'value' })
})
