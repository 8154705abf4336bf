import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Condition, Latch, Mutex, NotHeldError, SharedArray, spawnThread, WaitTimeoutError } from '../../../src/index.ts'

test('a latch opens when it was counted down, for threads and the event loop', async () => {
  const latch = new Latch(3)
  const here = latch.wait().then(() => 'here')
  const there = spawnThread(() => {
    latch.waitSync()
    return 'there'
  })
  assert.equal(latch.countDown(), 2)
  await spawnThread(() => latch.countDown())
  await assert.rejects(latch.wait({ timeout: 1 }), WaitTimeoutError)
  latch.countDown(5)
  assert.deepEqual(await Promise.all([here, there]), ['here', 'there'])
  assert.equal(latch.isOpen, true)
  await latch.wait()
})

test('a latch of one is an event', async () => {
  const event = new Latch()
  const waiting = event.wait()
  event.open()
  await waiting
  event.reset()
  assert.equal(event.isOpen, false)
  assert.throws(() => new Latch(-1), RangeError)
})

test('a condition wakes as many as it is told, with the mutex held', async () => {
  const mutex = new Mutex()
  const changed = new Condition(mutex)
  const state = new SharedArray('int32', 3)
  const consumers = spawnThread.with({ count: 3 })(() => {
    const held = mutex.lockSync()
    state.add(1, 1)
    changed.waitForSync(() => state.get(0) > 0)
    state.sub(0, 1)
    const mine = mutex.heldHere
    held()
    return mine
  })
  const held = await mutex.lock()
  await changed.waitFor(() => state.get(0) === 0)
  held()
  for (let given = 0; given < 3; ) {
    const held = await mutex.lock()
    if (state.get(1) > given) {
      state.add(0, 1)
      given++
      changed.notify()
    }
    held()
    await new Promise(resolve => setImmediate(resolve))
  }
  assert.deepEqual(await consumers, [true, true, true])
  assert.equal(state.get(0), 0)
})

test('a wait on a condition that gives up has the mutex again', async () => {
  const mutex = new Mutex()
  const changed = new Condition(mutex)
  const held = await mutex.lock()
  await assert.rejects(changed.wait({ timeout: 1 }), WaitTimeoutError)
  assert.equal(mutex.heldHere, true)
  const waiting = changed.waitFor(() => false, { timeout: 20 })
  const between = await mutex.lock()
  changed.notifyAll()
  between()
  await assert.rejects(waiting, WaitTimeoutError)
  assert.equal(mutex.heldHere, true)
  held()
  assert.equal(mutex.locked, false)
  assert.throws(() => changed.notify(), NotHeldError)
  await assert.rejects(changed.wait(), NotHeldError)
})
