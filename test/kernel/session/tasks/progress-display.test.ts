import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createProgressDisplay, type ProgressDisplayOptions } from '../../../../kernel/session/tasks/progress-display.ts'
import { cellTasks } from './events.ts'

/** A clock that moves when told to. */
function clock(): Required<Pick<ProgressDisplayOptions, 'now' | 'later'>> & { tick(ms: number): void } {
  let time = 0
  let due: { readonly at: number; readonly callback: () => void } | undefined
  return {
    now: () => time,
    later(callback, ms) {
      due = { at: time + ms, callback }
      return () => {
        due = undefined
      }
    },
    tick(ms) {
      const end = time + ms
      while (due !== undefined && due.at <= end) {
        const { at, callback } = due
        time = at
        due = undefined
        callback()
      }
      time = end
    },
  }
}

test('what ends sooner than half a second shows nothing; what lasts is updated five times a second at most and stays', () => {
  const { tick, ...times } = clock()
  const sent: { readonly text: string; readonly update: boolean }[] = []
  const tasks = cellTasks([
    { type: 'queued', task: 1, at: 0 },
    { type: 'started', task: 1, worker: 'w', at: 0 },
  ])
  const display = createProgressDisplay({
    cell: 1,
    tasks,
    ...times,
    send: ({ display, update }) => void sent.push({ text: String(display.data['text/plain']), update }),
  })
  display.start()
  tick(499)
  assert.equal(sent.length, 0)
  tick(1501)
  assert.ok(sent.length >= 2 && sent.length <= 8, String(sent.length))
  assert.deepEqual(
    sent.map(({ update }) => update),
    sent.map((_, index) => index > 0),
  )
  tasks.take({ type: 'ended', task: 1, status: 'done', at: 2000 })
  display.end('ended')
  assert.equal(sent.at(-1)?.text, '✓ 1 task in 2 s · 1 worker')
  const shown = sent.length
  tick(5000)
  assert.equal(sent.length, shown)
})

test('without a first look there is no last one', () => {
  const display = createProgressDisplay({ cell: 1, tasks: cellTasks([]), now: () => 0, send: () => assert.fail('something was shown') })
  display.end('ended')
})
