import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, test } from 'node:test'
import { type Cancellable, configureEnvironment } from '../../../src/environment.ts'
import { asCompleted, CancelledError, gather, Queue, sleep, TaskGroup, withTimeout } from '../../../src/index.ts'
import { turn } from './support/deferred.ts'

/** A cell as the library sees it. */
let cell: { readonly interrupt: AbortController; readonly works: Cancellable[] }

beforeEach(() => {
  const interrupt = new AbortController()
  const works: Cancellable[] = []
  cell = { interrupt, works }
  configureEnvironment({ owner: () => 7, signal: () => interrupt.signal, track: work => works.push(work) })
})
afterEach(() => configureEnvironment({}))

const interruption = new Error('In[7] was interrupted')
const never = () => new Promise<never>(() => {})

test('an interrupt of the cell ends everything that waits in it', async () => {
  const full = new Queue<number>({ capacity: 1 })
  full.tryPut(1)
  const empty = new Queue<number>()
  const group = new TaskGroup()
  const task = group.spawn(never)
  const loop = (async () => {
    for await (const _ of asCompleted([never()])) assert.fail('nothing comes')
  })()
  const waiting = [sleep(1e6), empty.get(), full.put(2), full.join(), withTimeout(never, 1e6), loop]
  const cancelled = [gather([never]), group.close(), task]
  await turn()
  cell.interrupt.abort(interruption)
  for (const outcome of await Promise.allSettled(waiting)) assert.deepEqual(outcome, { status: 'rejected', reason: interruption })
  for (const outcome of await Promise.allSettled(cancelled)) {
    assert.ok(outcome.status === 'rejected' && outcome.reason instanceof CancelledError)
    assert.equal(outcome.reason.cause, interruption)
  }
  assert.equal(getEventListeners(cell.interrupt.signal, 'abort').length, 0)
})

test('a cell is told of gathers and of its share in a group, and when these have settled', async () => {
  const task = gather([turn])
  const group = new TaskGroup()
  for (let i = 0; i < 10; i++) group.spawn(turn)
  assert.deepEqual(
    cell.works.map(({ owner, detached }) => [owner, detached]),
    [
      [7, false],
      [7, false],
    ],
  )
  await Promise.all(cell.works.map(({ settled }) => settled))
  assert.deepEqual([task.status, group.size], ['done', 0])
  group.spawn(never)
  cell.works.at(-1)?.cancel('by name')
  await assert.rejects(group.close(), error => error instanceof CancelledError && error.cause === 'by name')
})

test('nothing of the helpers stays behind on the signal of a cell that goes on', async () => {
  await gather([() => sleep(1), turn])
  await TaskGroup.run(group => void group.spawn(() => sleep(1)))
  const queue = new Queue<number>()
  await Promise.all([queue.get(), queue.put(1)])
  await withTimeout(() => sleep(1), 1000)
  for await (const _ of asCompleted([turn()]));
  assert.equal(getEventListeners(cell.interrupt.signal, 'abort').length, 0)
})
