import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failureTable, isTasksFailed } from '../../../../kernel/session/tasks/failure-table.ts'
import { TasksFailedError } from '../../../../src/errors.ts'

const error = (message: string): Error => Object.assign(new RangeError(message), { stack: `RangeError: ${message}\n    at In[3]:2:7` })

test('failures stand side by side: which, where, what, and at which line', () => {
  const table = failureTable([{ index: 3, error: error('too <big>\nsecond line'), worker: 'pool-1' }], 8, stack => stack)
  assert.equal(
    table['text/plain'],
    '1 of 8 tasks failed\nindex  worker  error       message    position\n    3  pool-1  RangeError  too <big>  In[3]:2:7',
  )
  assert.match(String(table['text/html']), /too &lt;big&gt;/)
})

test('what is thrown need not be an Error', () => {
  assert.match(
    String(failureTable([{ index: 0, error: 'text', worker: undefined }], 1, stack => stack)['text/plain']),
    /\(not an Error\)\s+text/,
  )
})

test('twenty rows are enough', () => {
  const failures = Array.from({ length: 50 }, (_, index) => ({ index, error: error('x'), worker: 'w' }))
  const lines = String(failureTable(failures, 50, stack => stack)['text/plain']).split('\n')
  assert.deepEqual([lines[0], lines.length], ['50 of 50 tasks failed; the first 20', 22])
})

test('of a group nobody knows how many tasks there were, and its body is no task', () => {
  const failures = [-1, 0].map(index => ({ index, error: error('x'), worker: undefined }))
  const lines = String(failureTable(failures, 0, stack => stack)['text/plain']).split('\n')
  assert.equal(lines[0], '2 tasks failed')
  assert.match(lines[2] ?? '', /^ body {2}RangeError/)
})

test('it is for failures of several tasks, whatever else is thrown', () => {
  assert.ok(isTasksFailed(new TasksFailedError('items', new Map([[0, error('x')]]), [], 1)))
  for (const other of [undefined, null, 1, 'x', {}, new AggregateError([error('x')])]) assert.ok(!isTasksFailed(other))
})
