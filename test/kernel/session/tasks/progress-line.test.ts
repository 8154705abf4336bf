import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Phase, progressLine } from '../../../../kernel/session/tasks/progress-line.ts'
import { cellTasks, whole } from './events.ts'

function plain(events: Parameters<typeof cellTasks>[0], phase: Phase, now = 0): string {
  return String(progressLine(cellTasks(events), phase, now)['text/plain'])
}

const many = (count: number, status: 'done' | 'failed' = 'done') =>
  Array.from({ length: count }, (_, index) => whole(index + 1, `w${index % 2}`, 0, 1000, status)).flat()

test('a running line says how many are done, how fast, what is left, and who works', () => {
  const open = [
    { type: 'queued', task: 100, at: 0 } as const,
    { type: 'started', task: 100, worker: 'w0', at: 900 } as const,
    ...Array.from({ length: 9 }, (_, index) => ({ type: 'queued', task: 101 + index, at: 0 }) as const),
  ]
  assert.equal(plain([...many(10), ...open], 'running', 2000), '████████████░░░░░░░░░░░░ 10 of 20 tasks · 5.0/s · 2 s left · 1 worker busy')
})

test('a line that stays says what came of it', () => {
  assert.equal(plain(many(20), 'ended'), '✓ 20 tasks in 1 s · 20/s · 2 workers')
  assert.equal(plain(whole(1, 'w', 0, 700), 'ended'), '✓ 1 task in 700 ms · 1 worker')
  assert.equal(plain([...many(3), ...whole(9, 'w0', 0, 1000, 'failed')], 'ended'), '✗ 1 of 4 tasks failed in 1 s · 2 workers')
  assert.equal(
    plain([...many(3), { type: 'queued', task: 9, at: 0 }], 'stopped', 1000),
    '■ stopped after 1 s: 3 of 4 tasks done · 2 workers',
  )
})

test('a measurement is told in runs', () => {
  const run = (first: number) => [
    { type: 'items-started', task: 1, worker: 'main', first, count: 1, total: 4, at: 0 } as const,
    { type: 'items-ended', task: 1, first, count: 1, failures: [], at: 1000 } as const,
  ]
  const begun = [{ type: 'queued', task: 1, at: 0, parts: 'run' } as const, ...run(0), ...run(1)]
  assert.equal(plain(begun, 'running', 1000), '████████████░░░░░░░░░░░░ 2 of 4 runs · 1 s left')
  assert.equal(plain(begun, 'stopped', 1000), '■ stopped after 1 s: 2 of 4 runs done')
  assert.equal(plain([...begun, ...run(2), ...run(3), { type: 'ended', task: 1, status: 'done', at: 1000 }], 'ended'), '✓ 4 runs in 1 s')
})

test('tasks on the event loop are under way, not workers', () => {
  const start = (task: number) => [{ type: 'queued', task, at: 0 } as const, { type: 'started', task, worker: 'async', at: 0 } as const]
  assert.match(plain([1, 2, 3].flatMap(start), 'running', 600), /0 of 3 tasks · 3 under way$/)
})

test('the text of a task is no markup', () => {
  const tasks = cellTasks([
    { type: 'queued', task: 1, at: 0 },
    { type: 'started', task: 1, worker: 'w', at: 0 },
    { type: 'progress', task: 1, index: 0, progress: { done: 1, total: 2, text: '<script>' } },
  ])
  const html = String(progressLine(tasks, 'running', 600)['text/html'])
  assert.match(html, /&lt;script&gt;/)
  assert.doesNotMatch(html, /<script>/)
})
