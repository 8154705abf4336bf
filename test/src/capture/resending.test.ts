/** What goes to a worker again, and what does not. */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { MessageChannel } from 'node:worker_threads'
import { Sent } from '../../../src/capture/sent.ts'
import { capturer } from '../../../src/capture/this-thread.ts'
import { configureEnvironment } from '../../../src/environment.ts'
import { AtomicCounter, SharedArray, ThreadPool, transfer } from '../../../src/index.ts'

/** Data is read once a turn. */
const turn = () => new Promise(resolve => setImmediate(resolve))

const floats = new Float64Array(1_000_000)
let factor = 2
const config = { rates: [1, 2], apply: (x: number) => x * factor }

test('captured data is sent once, and again when it changed', async () => {
  const sent = new Sent()
  const deliver = async () => {
    await turn()
    const shipments = [capturer().capture(() => [floats.length, config.rates, config.apply(1)])]
    const delivery = sent.missing(shipments)
    sent.note(shipments, delivery)
    return delivery.bindings.map(({ target }) => target.name).sort()
  }
  // Each is a function of its own here, and shares what it uses with the others.
  assert.deepEqual(await deliver(), ['config', 'factor', 'floats'])
  assert.deepEqual(await deliver(), [])
  floats[999_999] = 1
  assert.deepEqual(await deliver(), ['floats'])
  factor = 3
  assert.deepEqual(await deliver(), ['factor'])
  config.rates.push(3)
  assert.deepEqual(await deliver(), ['config'])
  assert.deepEqual(await deliver(), [])
})

test('a task sees the data of its call, however long it waits for a worker', async () => {
  await using pool = new ThreadPool({ workers: 1 })
  const list = [1]
  const first = pool.submit(() => new Promise<void>(resolve => setTimeout(resolve, 20)))
  const read = () => list.length
  const before = pool.submit(read)
  await turn()
  list.push(2)
  const after = pool.submit(read)
  assert.deepEqual(await Promise.all([first, before, after]), [undefined, 1, 2])
})

test('thousands of closures submitted one by one do not pile up, and helpers keep what they hold', async () => {
  await using pool = new ThreadPool({ workers: 1 })
  const cache = new Map<number, number>()
  const remember = (n: number) => {
    cache.set(n, n)
    return cache.size
  }
  const last = await Promise.all(Array.from({ length: 2500 }, (_, n) => pool.submit(() => remember(n))))
  assert.deepEqual(last.at(-1), 2500)
  const [first] = last
  assert.equal(first, 1)
})

test('transferred arguments and results move', async () => {
  await using pool = new ThreadPool({ workers: 1 })
  const array = new Float64Array([1, 2, 3])
  const back = await pool.submit(given => transfer(given.map(x => x * 2)), transfer(array))
  assert.deepEqual([...back], [2, 4, 6])
  assert.equal(array.length, 0, 'it is empty here')
  await assert.rejects(
    Promise.resolve(pool.submit(given => given.length, array)),
    /arguments\[0\] was transferred before and is empty here/,
  )

  const { port1, port2 } = new MessageChannel()
  const heard = once(port1, 'message')
  await pool.submit(({ port }) => port.postMessage('hello'), { port: transfer(port2) })
  assert.deepEqual(await heard, ['hello'])
  port1.close()

  const { port1: other } = new MessageChannel()
  await assert.rejects(
    Promise.resolve(pool.submit(() => other.close())),
    /^NotShippableError: other is a MessagePort, which cannot be copied, only moved/,
  )
  other.close()
  assert.throws(() => transfer({} as never), /TypeError: an instance of Object cannot be transferred; transfer its ArrayBuffers/)
})

test('a result that moves twice fails its task only', async () => {
  await using pool = new ThreadPool({ workers: 1 })
  const same = await pool.submit(() => {
    const buffer = new ArrayBuffer(8)
    return [transfer(buffer), buffer]
  })
  assert.equal(same[0], same[1])
  const detached = pool.submit(() => {
    const buffer = new ArrayBuffer(8)
    structuredClone(buffer, { transfer: [buffer] })
    return { buffer }
  })
  await assert.rejects(Promise.resolve(detached), /the result\.buffer was transferred before/)
  assert.equal(await pool.submit(() => 1), 1)
})

test('writes to copies are mentioned once, with what to do; not those to shared memory', async () => {
  const said: string[] = []
  configureEnvironment({ warn: text => said.push(text) })
  await using pool = new ThreadPool({ workers: 1 })
  const results: number[] = []
  const counter = new AtomicCounter()
  const shared = new SharedArray('float64', 1)
  const raw = new Int32Array(new SharedArrayBuffer(4))
  await pool.map(
    n => {
      results.push(n)
      counter.add(1)
      shared.set(0, n)
      raw[0] = n
      return n
    },
    [1, 2, 3],
  )
  assert.equal(said.length, 1)
  assert.match(
    said[0] ?? '',
    /resending\.test\.js:\d+:\d+: results\.push\(…\) changes the worker's own copy of results, which does not come back; return the value instead/,
  )
  assert.deepEqual(results, [])
  configureEnvironment({})
})
