import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import {
  AtomicCounter,
  Barrier,
  Channel,
  Latch,
  Mutex,
  NotShippableError,
  Semaphore,
  SharedArray,
  spawnProcess,
  spawnThread,
  ThreadPool,
} from '../../../src/index.ts'

test('a shared array is one array in all threads, captured, passed or returned', async () => {
  const array = SharedArray.from('int32', [1, 2, 3])
  const returned = await spawnThread((own: SharedArray<'int32'>) => {
    own.view[0] = 10
    array.add(1, 5)
    return { own, same: own instanceof SharedArray, kind: own.kind }
  }, array)
  returned.own.set(2, 30)
  assert.deepEqual(array.toArray(), [10, 7, 30])
  assert.equal(returned.same, true)
  assert.equal(returned.kind, 'int32')
})

test('each kind holds its elements', () => {
  assert.deepEqual([...SharedArray.from('bigint64', [1n, -2n])], [1n, -2n])
  assert.deepEqual(SharedArray.from('uint8', new Set([1, 257])).toArray(), [1, 1])
  const floats = new SharedArray('float64', 3).fill(0.5)
  floats.set(1, 0.25)
  assert.deepEqual(floats.toArray(), [0.5, 0.25, 0.5])
  assert.equal(floats.byteLength, 24)
  assert.ok(floats.buffer instanceof SharedArrayBuffer)
  const bits = new SharedArray('uint32', 1)
  bits.or(0, 6)
  bits.and(0, 3)
  assert.deepEqual([bits.xor(0, 1), bits.exchange(0, 9), bits.compareExchange(0, 9, 4), bits.get(0)], [2, 3, 9, 4])
})

test('wrong kinds, lengths and indices are named', () => {
  assert.throws(() => new SharedArray('float16' as 'float64', 1), /unknown kind float16; a SharedArray is one of int8/)
  assert.throws(() => new SharedArray('int32', -1), /length has to be/)
  assert.throws(() => new SharedArray('int32', 2).get(2), /index 2 is outside of the array, which has 2 elements/)
  assert.throws(() => new SharedArray('float64', 2).add(0, 1), /add is atomic, which float64 cannot be/)
})

test('a counter loses no update', async () => {
  const counter = new AtomicCounter(5)
  await spawnThread.with({ count: 3 })(() => {
    for (let i = 0; i < 20_000; i++) counter.increment()
  })
  assert.equal(counter.value, 60_005)
  assert.deepEqual(
    [counter.add(-5), counter.decrement(), counter.exchange(7), counter.compareExchange(7, 2 ** 40), counter.value],
    [60_000, 59_999, 59_999, 7, 2 ** 40],
  )
  assert.throws(() => counter.add(0.5), /integers within/)
})

test('pools take them along as well', async () => {
  const counter = new AtomicCounter()
  await using pool = new ThreadPool({ workers: 2 })
  await pool.map(by => counter.add(by), [1, 2, 3, 4])
  assert.equal(counter.value, 10)
})

test('a process refuses them by name', async () => {
  const counter = new AtomicCounter()
  const plain = new SharedArrayBuffer(8)
  await assert.rejects(
    spawnProcess(() => counter.value),
    (error: unknown) =>
      error instanceof NotShippableError &&
      /counter is an? AtomicCounter: it lives in memory that processes do not share; use threads/.test(error.message),
  )
  await assert.rejects(
    spawnProcess((memory: SharedArrayBuffer) => memory.byteLength, plain),
    /is a SharedArrayBuffer: it lives in memory/,
  )
})

test('what they show says how they stand', async () => {
  const [mutex, semaphore, latch, barrier] = [new Mutex(), new Semaphore(3), new Latch(2), new Barrier(2)] as const
  const channel = new Channel<number>({ capacity: 5 })
  mutex.lockSync()
  semaphore.acquireSync()
  channel.trySend(1)
  channel.close()
  assert.deepEqual(
    [mutex, semaphore, latch, barrier, channel, new AtomicCounter(4)].map(each => inspect(each)),
    [
      'Mutex (held by this thread)',
      'Semaphore (2 of 3 free)',
      'Latch (2 to go)',
      'Barrier (0 of 2 waiting)',
      'Channel (1 of 5 messages, closed)',
      'AtomicCounter(4)',
    ],
  )
})
