import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HtmlValidate } from 'html-validate'
import { readNotebook } from '../../../kernel/report/read-notebook.ts'
import { renderIndex } from '../../../kernel/report/render-index.ts'
import { renderReport } from '../../../kernel/report/render-report.ts'
import { showcase } from './showcase.ts'

const validator = new HtmlValidate({ extends: ['html-validate:standard'] })
const faults = async (html: string) => {
  const messages = (await validator.validateString(html)).results.flatMap(({ messages }) => messages)
  return messages.map(({ line, column, ruleId, message }) => `${line}:${column} ${ruleId}: ${message}`)
}

test('a report with everything that it can show is valid HTML', async () => {
  assert.deepEqual(await faults(await renderReport(await readNotebook(showcase))), [])
})

test('so is the page of cards', async () => {
  const notebook = await readNotebook(showcase)
  const cards = (['ok', 'failed'] as const).map(outcome => ({ href: `${outcome} 1.html`, notebook, outcome, wallTime: 1500 }))
  assert.deepEqual(await faults(await renderIndex(cards)), [])
})
