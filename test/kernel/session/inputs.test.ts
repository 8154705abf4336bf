import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCells } from '../../../kernel/session/cells.ts'
import type { EventWriter } from '../../../kernel/session/event-writer.ts'
import { createInputs } from '../../../kernel/session/inputs.ts'
import { createInterruptFlags } from '../../../kernel/session/interrupt-flags.ts'

function setUp() {
  const asked: string[] = []
  const cells = createCells(createInterruptFlags())
  const run = cells.begin(1, 'In[1]')
  const writer: EventWriter = { send: event => void (event.type === 'input-request' && asked.push(event.prompt)), stream() {}, flush() {} }
  return { asked, run, inputs: createInputs(cells, writer) }
}

const turn = (): Promise<unknown> => new Promise(setImmediate)

test('questions are asked one after the other', async () => {
  const { inputs, asked } = setUp()
  const answers = Promise.all([inputs.ask('first', false), inputs.ask('second', false)])
  await turn()
  assert.deepEqual(asked, ['first'])
  inputs.reply('1')
  await turn()
  assert.deepEqual(asked, ['first', 'second'])
  inputs.reply('2')
  assert.deepEqual(await answers, ['1', '2'])
})

test('a refusal fails the question and not the next', async () => {
  const { inputs } = setUp()
  const refused = assert.rejects(inputs.ask('a', false), /input\(\): nobody there/)
  const next = inputs.ask('b', false)
  await turn()
  inputs.refuse('nobody there')
  await refused
  await turn()
  inputs.reply('yes')
  assert.equal(await next, 'yes')
})

test('an interrupt fails the question', async () => {
  const { inputs, run } = setUp()
  const asked = inputs.ask('a', false)
  await turn()
  run.interrupt()
  await assert.rejects(asked, /interrupted/)
})
