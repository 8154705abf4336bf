import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyOutput, noOutputs, type OutputMessage, outputsOf } from '../../../kernel/report/apply-output.ts'

type Step = readonly [cell: string, message: OutputMessage]
const run = (...steps: Step[]) => steps.reduce((state, [cell, message]) => applyOutput(state, cell, message), noOutputs)

const stream = (text: string, name: 'stdout' | 'stderr' = 'stdout'): OutputMessage => ({ msg_type: 'stream', content: { name, text } })
const show = (text: string, display_id?: string): OutputMessage => ({
  msg_type: 'display_data',
  content: { data: { 'text/plain': text }, metadata: {}, transient: { display_id } },
})
const update = (text: string, display_id: string): OutputMessage => ({
  msg_type: 'update_display_data',
  content: { data: { 'text/plain': text }, metadata: { new: true }, transient: { display_id } },
})
const clear = (wait: boolean): OutputMessage => ({ msg_type: 'clear_output', content: { wait } })
const texts = (state: ReturnType<typeof run>, cell: string) =>
  outputsOf(state, cell).map(output =>
    output.output_type === 'stream' ? output.text : output.output_type === 'error' ? output.ename : output.data['text/plain'],
  )

test('consecutive streams of one name are one output', () => {
  const state = run(['a', stream('one\n')], ['a', stream('two\n')], ['a', stream('oh\n', 'stderr')], ['a', stream('three\n')])
  assert.deepEqual(outputsOf(state, 'a'), [
    { output_type: 'stream', name: 'stdout', text: 'one\ntwo\n' },
    { output_type: 'stream', name: 'stderr', text: 'oh\n' },
    { output_type: 'stream', name: 'stdout', text: 'three\n' },
  ])
})

test('a display between two streams parts them', () => {
  assert.deepEqual(texts(run(['a', stream('one')], ['a', show('x')], ['a', stream('two')]), 'a'), ['one', 'x', 'two'])
})

test('results and errors are stored as nbformat has them, without what is transient', () => {
  const state = run(
    ['a', { msg_type: 'execute_result', content: { execution_count: 3, data: { 'text/plain': '4' }, transient: {} } }],
    ['a', { msg_type: 'error', content: { ename: 'E', evalue: 'v', traceback: ['t'] } }],
  )
  assert.deepEqual(outputsOf(state, 'a'), [
    { output_type: 'execute_result', execution_count: 3, data: { 'text/plain': '4' }, metadata: {} },
    { output_type: 'error', ename: 'E', evalue: 'v', traceback: ['t'] },
  ])
})

test('an update replaces every display with its id, in whichever cell', () => {
  const state = run(['a', show('old', 'id')], ['a', show('other', 'other')], ['b', show('old', 'id')], ['c', update('new', 'id')])
  assert.deepEqual(texts(state, 'a'), ['new', 'other'])
  assert.deepEqual(texts(state, 'b'), ['new'])
  assert.deepEqual(texts(state, 'c'), [])
  assert.deepEqual(outputsOf(state, 'a')[0], { output_type: 'display_data', data: { 'text/plain': 'new' }, metadata: { new: true } })
})

test('an update of an unknown or cleared display changes nothing', () => {
  assert.deepEqual(texts(run(['a', update('new', 'id')]), 'a'), [])
  assert.deepEqual(texts(run(['a', show('old', 'id')], ['a', clear(false)], ['a', update('new', 'id')]), 'a'), [])
})

test('clear_output empties its own cell at once', () => {
  const state = run(['a', stream('x')], ['b', stream('y')], ['a', clear(false)])
  assert.deepEqual(texts(state, 'a'), [])
  assert.deepEqual(texts(state, 'b'), ['y'])
})

test('clear_output with wait keeps what is shown until the next output, and does not merge with it', () => {
  const waiting = run(['a', stream('old')], ['a', clear(true)])
  assert.deepEqual(texts(waiting, 'a'), ['old'])
  assert.deepEqual(texts(applyOutput(waiting, 'a', stream('new')), 'a'), ['new'])
  assert.deepEqual(texts(run(['a', stream('old')], ['a', clear(true)], ['a', show('new')], ['a', show('next')]), 'a'), ['new', 'next'])
})

test('an earlier state is left as it was', () => {
  const before = run(['a', show('old', 'id')], ['a', stream('x')])
  applyOutput(before, 'a', stream('y'))
  applyOutput(before, 'a', update('new', 'id'))
  assert.deepEqual(texts(before, 'a'), ['old', 'x'])
})
