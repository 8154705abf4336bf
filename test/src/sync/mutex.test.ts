import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { afterEach, test } from 'node:test'
import { inspect } from 'node:util'
import { configureEnvironment, tornAway } from '../../../src/environment.ts'
import {
  HolderLostError,
  Mutex,
  NotHeldError,
  SharedArray,
  spawnThread,
  WaitTimeoutError,
  WouldBlockError,
  withTask,
} from '../../../src/index.ts'

import { holdForEver } from './hold.ts'

afterEach(() => configureEnvironment({}))

test('what is held prints as that', () => {
  const held = new Mutex().lockSync()
  assert.equal(inspect(held), 'Held { held }')
  held()
  assert.equal(inspect(held), 'Held { released }')
})

test('no update is lost between four threads and the main thread', async () => {
  const mutex = new Mutex()
  const total = new SharedArray('float64', 1)
  const threads = spawnThread.with({ count: 4 })(() => {
    for (let i = 0; i < 5000; i++) {
      const held = mutex.lockSync()
      total.view[0] = (total.view[0] ?? 0) + 1
      held()
    }
  })
  for (let i = 0; i < 500; i++) {
    const held = await mutex.lock()
    total.view[0] = (total.view[0] ?? 0) + 1
    held.release()
  }
  await threads
  assert.equal(total.get(0), 20_500)
  assert.equal(mutex.locked, false)
})

test('threads that never pause do not starve the main thread', async () => {
  const mutex = new Mutex()
  const stop = new SharedArray('int32', 1)
  const threads = spawnThread.with({ count: 2 })(() => {
    while (stop.get(0) === 0) {
      const held = mutex.lockSync()
      held()
    }
  })
  for (let i = 0; i < 100; i++) (await mutex.lock())()
  stop.set(0, 1)
  await threads
})

test('tasks of one event loop take turns in the order in which they came', async () => {
  const mutex = new Mutex()
  const order: number[] = []
  await Promise.all(
    [0, 1, 2, 3].map(async i => {
      const held = await mutex.lock()
      await null
      order.push(i)
      held()
    }),
  )
  assert.deepEqual(order, [0, 1, 2, 3])
  assert.equal(await mutex.run(async () => mutex.heldHere), true)
  assert.equal(mutex.locked, false)
})

test('using gives it back, and releasing twice or after another has it does nothing', async () => {
  const mutex = new Mutex()
  const first = await mutex.lock()
  first[Symbol.dispose]()
  first()
  const second = mutex.tryLock()
  first.release()
  assert.equal(mutex.locked, true)
  assert.equal(mutex.tryLock(), undefined)
  second?.()
  const third = mutex.lockSync()
  mutex.unlock()
  const fourth = mutex.lockSync()
  third()
  assert.equal(mutex.locked, true)
  fourth()
  assert.equal(mutex.locked, false)
})

test('unlocking what is not held is an error', async () => {
  const mutex = new Mutex()
  assert.throws(() => mutex.unlock(), NotHeldError)
  const held = await mutex.lock()
  const message = await spawnThread(() => {
    try {
      mutex.unlock()
      return 'unlocked'
    } catch (error) {
      return (error as Error).message
    }
  })
  assert.match(message, /does not hold the mutex; another one does/)
  held()
})

test('a wait ends with its signal or timeout, leaves no listener, and does not take the lock later', async () => {
  const mutex = new Mutex()
  const held = await mutex.lock()
  const controller = new AbortController()
  const aborted = mutex.lock({ signal: controller.signal })
  const late = mutex.lock({ timeout: 5 })
  const kept = mutex.lock()
  controller.abort(new RangeError('enough'))
  await assert.rejects(aborted, /enough/)
  await assert.rejects(late, (error: unknown) => error instanceof WaitTimeoutError && error.timeout === 5)
  assert.equal(getEventListeners(controller.signal, 'abort').length, 0)
  held()
  const next = await kept
  next()
  assert.equal(mutex.locked, false)
  await assert.rejects(mutex.lock({ signal: controller.signal }), /enough/)
  await assert.rejects(
    spawnThread(() => {
      mutex.lockSync()
      return mutex.lock({ timeout: 1 })
    }),
    WaitTimeoutError,
  )
  await assert.rejects(mutex.lock(), HolderLostError)
  const last = await mutex.lock()
  await assert.rejects(mutex.lock({ timeout: -1 }), RangeError)
  last()
})

test('a wait that gave up does not swallow the wake-up of another thread', async () => {
  const mutex = new Mutex()
  const held = await mutex.lock()
  const thread = spawnThread(() => {
    mutex.lockSync()()
    return 'got it'
  })
  for (let i = 0; i < 50; i++) await mutex.lock({ timeout: 1 }).catch(() => {})
  held()
  assert.equal(await thread, 'got it')
})

test('the interrupt of the surrounding work ends a wait', async () => {
  const controller = new AbortController()
  configureEnvironment({ signal: () => controller.signal })
  const mutex = new Mutex()
  const held = await mutex.lock()
  const waiting = mutex.lock()
  controller.abort(new Error('interrupted'))
  await assert.rejects(waiting, /interrupted/)
  held()
  assert.equal(mutex.locked, false)
})

test('blocking is refused in the main thread, and where it could never end', async () => {
  const mutex = new Mutex()
  const own = await mutex.lock()
  assert.throws(
    () => mutex.lockSync(),
    (error: unknown) => error instanceof WouldBlockError && /release it first/.test(error.message),
  )
  own()
  const holder = await holdForEver(() => mutex.lockSync())
  assert.throws(
    () => mutex.lockSync(),
    (error: unknown) => error instanceof WouldBlockError && /use await mutex\.lock\(\)/.test(error.message),
  )
  await holder.kill()
})

test('when the holder is stopped, one who waits is told, and the others get the lock', async () => {
  const mutex = new Mutex()
  const holder = await holdForEver(() => mutex.lockSync())
  const here = mutex.lock().then(
    held => {
      held()
      return 'locked'
    },
    (error: unknown) => error,
  )
  const there = spawnThread.with({ count: 2 })(() => {
    try {
      mutex.lockSync()()
      return 'locked'
    } catch (error) {
      return (error as { code: string }).code
    }
  })
  await holder.kill()
  const outcomes = [await here, ...(await there)]
  assert.equal(outcomes.filter(outcome => outcome === 'locked').length, 2)
  assert.ok(outcomes.some(outcome => outcome instanceof HolderLostError || outcome === 'TSLOOM_HOLDER_LOST'))
  assert.equal(mutex.locked, false)
})

test('recover takes over from a dead holder', async () => {
  const mutex = new Mutex()
  await spawnThread(() => void mutex.lockSync())
  const held = await mutex.lock({ recover: true })
  assert.equal(held.recovered, true)
  held()
  assert.equal((await mutex.lock({ recover: true })).recovered, false)
})

test('a host that tore code out of the main thread has its locks count as lost', async () => {
  const mutex = new Mutex()
  configureEnvironment({ owner: () => 7 })
  const held = await mutex.lock()
  configureEnvironment({ owner: () => 8 })
  const waiting = mutex.lock()
  tornAway(8)
  assert.equal(mutex.locked, true)
  tornAway(7)
  await assert.rejects(waiting, HolderLostError)
  const next = await mutex.lock()
  held()
  assert.equal(mutex.locked, true)
  next()
})

test('a wait that is served while it spins leaves no reservation behind', async () => {
  const mutex = new Mutex()
  const stop = new SharedArray('int32', 1)
  const rounds = new SharedArray('int32', 3)
  const threads = spawnThread.with({ count: 3 })(
    withTask(({ index }) => {
      while (stop.get(0) === 0) {
        mutex.lockSync()()
        rounds.add(index, 1)
      }
    }),
  )
  // A reservation that nobody takes up lets one through each 100 ms only: this would take minutes.
  while ([...rounds].some(count => count < 2000)) (await mutex.lock())()
  stop.set(0, 1)
  await threads
})
