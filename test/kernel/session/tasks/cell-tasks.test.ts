import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CancelledError } from '../../../../src/errors.ts'
import { cellTasks, whole } from './events.ts'

test('tasks are counted as they end, and a worker is busy while it has one', () => {
  const tasks = cellTasks([
    ...whole(1, 'a', 0, 5),
    ...whole(2, 'b', 0, 6, 'failed'),
    ...whole(3, 'b', 6, 9, 'cancelled'),
    { type: 'queued', task: 4, at: 1 },
    { type: 'started', task: 4, worker: 'a', at: 6 },
    { type: 'queued', task: 5, at: 1 },
  ])
  const { total, done, failed, cancelled, open, ended } = tasks
  assert.deepEqual({ total, done, failed, cancelled, open, ended }, { total: 5, done: 1, failed: 1, cancelled: 1, open: 2, ended: 9 })
  assert.deepEqual([...tasks.busy()], [['a', 1]])
  assert.deepEqual([...tasks.workers], ['a', 'b'])
})

test('a map counts its items, not itself', () => {
  const error = new Error('x')
  const tasks = cellTasks([
    { type: 'queued', task: 1, at: 0 },
    { type: 'started', task: 1, worker: 'a', at: 1 },
    { type: 'items-started', task: 1, worker: 'a', first: 0, count: 10, total: 100, at: 1 },
    { type: 'items-started', task: 1, worker: 'b', first: 10, count: 10, total: 100, at: 1 },
    { type: 'items-ended', task: 1, first: 0, count: 10, failures: [{ index: 3, error }], at: 4 },
  ])
  assert.deepEqual([tasks.total, tasks.totalKnown, tasks.done, tasks.failed, tasks.open], [100, true, 9, 1, 1])
  assert.deepEqual([...tasks.busy()], [['b', 1]])
})

test('of an input of unknown length the total is what was handed out', () => {
  const tasks = cellTasks([
    { type: 'queued', task: 1, at: 0 },
    { type: 'items-started', task: 1, worker: 'a', first: 0, count: 3, at: 1 },
    { type: 'items-ended', task: 1, first: 0, count: 3, failures: [], at: 2 },
    { type: 'items-started', task: 1, worker: 'a', first: 3, count: 2, at: 3 },
  ])
  assert.deepEqual([tasks.total, tasks.totalKnown, tasks.done], [5, false, 3])
})

test('items that were cancelled have neither ended nor failed', () => {
  const tasks = cellTasks([
    { type: 'queued', task: 1, at: 0 },
    { type: 'items-started', task: 1, worker: 'a', first: 0, count: 1, total: 3, at: 1 },
    { type: 'items-ended', task: 1, first: 0, count: 1, failures: [{ index: 0, error: new CancelledError('x') }], at: 2 },
    { type: 'ended', task: 1, status: 'cancelled', at: 2 },
  ])
  assert.deepEqual([tasks.done, tasks.failed, tasks.cancelled, tasks.open], [0, 0, 3, 0])
})

test('bars are kept only where they are wanted', () => {
  assert.deepEqual(cellTasks(whole(1, 'a', 0, 5), false).bars, [])
  const [task] = cellTasks(whole(1, 'a', 2, 5, 'failed')).bars
  assert.deepEqual(task, { name: 'work', index: 0, worker: 'a', started: 2, ended: 5, count: 1, status: 'failed' })
})

test('items that a worker has in turn begin when those before have ended; where it runs several at once, when they came', () => {
  const spans = (inTurn: boolean) =>
    cellTasks([
      { type: 'queued', task: 1, at: 0 },
      { type: 'items-started', task: 1, worker: 'a', first: 0, count: 1, total: 3, inTurn, at: 1 },
      { type: 'items-started', task: 1, worker: 'a', first: 1, count: 1, total: 3, inTurn, at: 1 },
      { type: 'items-ended', task: 1, first: 0, count: 1, failures: [], at: 4 },
      { type: 'items-ended', task: 1, first: 1, count: 1, failures: [], at: 6 },
      { type: 'items-started', task: 1, worker: 'a', first: 2, count: 1, total: 3, inTurn, at: 8 },
      { type: 'items-ended', task: 1, first: 2, count: 1, failures: [], at: 9 },
    ]).bars.map(({ started, ended }) => [started, ended])
  assert.deepEqual(spans(true), [
    [1, 4],
    [4, 6],
    [8, 9],
  ])
  assert.deepEqual(spans(false), [
    [1, 4],
    [1, 6],
    [8, 9],
  ])
})

test('what tasks tell of themselves is part of how far all are', () => {
  const tasks = cellTasks([
    { type: 'queued', task: 1, at: 0 },
    { type: 'started', task: 1, worker: 'a', at: 0 },
    { type: 'progress', task: 1, index: 0, progress: { done: 3, total: 4, text: 'reading' } },
  ])
  assert.deepEqual(tasks.told(), { fraction: 0.75, text: 'reading' })
})

test('a measurement counts its runs, not the tasks that they start; what comes after it counts again', () => {
  const measuring = [
    { type: 'queued', task: 1, at: 0, parts: 'run' },
    { type: 'items-started', task: 1, worker: 'main', first: 0, count: 1, total: 4, at: 0 },
    ...whole(2, 'thread-1', 0, 5, 'failed'),
    { type: 'items-ended', task: 1, first: 0, count: 1, failures: [], at: 6 },
  ] as const
  const tasks = cellTasks(measuring)
  assert.deepEqual([tasks.noun, tasks.total, tasks.done, tasks.failed, tasks.open], ['run', 4, 1, 0, 1])
  const after = cellTasks([...measuring, { type: 'ended', task: 1, status: 'failed', at: 7 }, ...whole(3, 'a', 7, 8)])
  assert.deepEqual([after.noun, after.total, after.done, after.cancelled, after.open], ['task', 5, 2, 3, 0])
})
