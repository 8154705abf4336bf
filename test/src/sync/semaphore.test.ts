import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NotHeldError, Semaphore, SharedArray, sleep, spawnThread, WaitTimeoutError } from '../../../src/index.ts'
import { holdForEver } from './hold.ts'

test('at most so many tasks of one event loop go on at a time', async () => {
  const semaphore = new Semaphore(3)
  let inside = 0
  let most = 0
  await Promise.all(
    Array.from({ length: 20 }, () =>
      semaphore.run(async () => {
        most = Math.max(most, ++inside)
        await sleep(1)
        inside--
      }),
    ),
  )
  assert.equal(most, 3)
  assert.equal(semaphore.available, 3)
})

test('threads and the event loop share the permits', async () => {
  const semaphore = new Semaphore(2)
  const inside = new SharedArray('int32', 2)
  const body = (): void => {
    const now = inside.add(0, 1) + 1
    for (let most = inside.get(1); now > most; most = inside.get(1)) inside.compareExchange(1, most, now)
    inside.sub(0, 1)
  }
  const threads = spawnThread.with({ count: 4 })(() => {
    for (let i = 0; i < 2000; i++) {
      const permit = semaphore.acquireSync()
      body()
      permit()
    }
  })
  for (let i = 0; i < 200; i++) await semaphore.run(body)
  await threads
  assert.ok(inside.get(1) <= 2)
  assert.equal(inside.get(0), 0)
  assert.equal(semaphore.available, 2)
})

test('permits of a thread that died are free again', async () => {
  const semaphore = new Semaphore(2)
  const holder = await holdForEver(() => [semaphore.acquireSync(), semaphore.acquireSync()])
  assert.equal(semaphore.available, 0)
  assert.equal(semaphore.tryAcquire(), undefined)
  await assert.rejects(semaphore.acquire({ timeout: 1 }), WaitTimeoutError)
  const waiting = semaphore.acquire()
  await holder.kill()
  const permit = await waiting
  assert.equal(semaphore.available, 1)
  permit()
  permit()
  assert.equal(semaphore.available, 2)
})

test('only what this thread acquired can be released', () => {
  const semaphore = new Semaphore(1)
  assert.throws(() => semaphore.release(), NotHeldError)
  semaphore.acquireSync()
  semaphore.release()
  assert.equal(semaphore.available, 1)
  assert.throws(() => new Semaphore(0), /permits has to be an integer of at least 1/)
  assert.throws(() => new Semaphore(1e6), /65536 at most/)
})

test('threads that never pause do not starve the main thread', async () => {
  const semaphore = new Semaphore(2)
  const stop = new SharedArray('int32', 1)
  const threads = spawnThread.with({ count: 3 })(() => {
    while (stop.get(0) === 0) semaphore.acquireSync()()
  })
  for (let i = 0; i < 100; i++) (await semaphore.acquire())()
  stop.set(0, 1)
  await threads
  assert.equal(semaphore.available, 2)
})
