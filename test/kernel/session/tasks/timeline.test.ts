import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Bar } from '../../../../kernel/session/tasks/cell-tasks.ts'
import { timeline } from '../../../../kernel/session/tasks/timeline.ts'

interface Trace {
  readonly name: string
  readonly y: readonly string[]
  readonly base: readonly number[]
  readonly x: readonly number[]
  readonly customdata: readonly (readonly string[])[]
}

function traces(bars: readonly Bar[]): readonly Trace[] {
  return (timeline({ bars, began: 1000 }).data['application/vnd.plotly.v1+json'] as { readonly data: readonly Trace[] }).data
}

function bar(worker: string, index: number, started: number, ended: number, more: Partial<Bar> = {}): Bar {
  return { worker, index, started: 1000 + started, ended: 1000 + ended, name: 'item', count: 1, status: 'done', ...more }
}

test('each worker has a lane, each task a bar, each outcome a colour', () => {
  const [done, failed] = traces([bar('pool-2', 1, 0, 5), bar('pool-1', 0, 0, 10), bar('pool-1', 2, 10, 12, { status: 'failed' })])
  assert.deepEqual(done?.y, ['pool-1', 'pool-2'])
  assert.deepEqual(
    [done?.base, done?.x],
    [
      [0, 0],
      [10, 5],
    ],
  )
  assert.deepEqual(done?.customdata[0], ['item 0', '10 ms', '0 µs'])
  assert.deepEqual([failed?.name, failed?.y], ['failed', ['pool-1']])
})

test('tasks that share a worker stand side by side', () => {
  const [done] = traces([bar('main', 0, 0, 10), bar('main', 1, 2, 8), bar('main', 2, 11, 12)])
  assert.deepEqual(done?.y, ['event loop · 1', 'event loop · 1', 'event loop · 2'])
})

test('items that travelled together are one bar', () => {
  assert.equal(traces([bar('w', 10, 0, 5, { count: 5 })])[0]?.customdata[0]?.[0], 'items 10–14')
})

test('of very many bars neighbours become one', () => {
  const bars = Array.from({ length: 50_000 }, (_, index) => bar(`w${index % 2}`, index, index, index + 1))
  assert.ok((traces(bars)[0]?.x.length ?? 0) <= 4000)
})
