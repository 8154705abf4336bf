/** When the work of a thread is over, and when the thread is. */

import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { type Cancellable, configureEnvironment } from '../../../src/environment.ts'
import { prewarm, spawnThread } from '../../../src/index.ts'

afterEach(() => configureEnvironment({}))

test('its work has settled when its timers are done; the thread ends later', async () => {
  const works: Cancellable[] = []
  let ended: Promise<void> | undefined
  let gone = false
  configureEnvironment({
    track: started => works.push(started),
    worker: worker => {
      ended = worker.ended.then(() => {
        gone = true
      })
    },
  })
  // Not a spare one, which the surroundings were told of before.
  await prewarm(0)
  const flag = new Int32Array(new SharedArrayBuffer(4))
  await spawnThread(fired => {
    setTimeout(() => Atomics.store(fired, 0, 1), 5)
  }, flag)
  await works[0]?.settled
  assert.deepEqual([flag[0], gone], [1, false])
  await Promise.all([ended, prewarm(0)])
  assert.equal(gone, true)
})

test('what a thread does on its exit belongs to its work', async () => {
  for (const event of ['exit', 'beforeExit']) {
    const works: Cancellable[] = []
    configureEnvironment({ track: started => works.push(started) })
    const flag = new Int32Array(new SharedArrayBuffer(4))
    await spawnThread(
      (last, event) => {
        process.once(event, () => Atomics.store(last, 0, 1))
      },
      flag,
      event,
    )
    await works[0]?.settled
    assert.equal(flag[0], 1)
  }
})
