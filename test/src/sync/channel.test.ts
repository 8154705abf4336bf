import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Channel, ClosedError, Mutex, NotShippableError, spawnThread, WaitTimeoutError, WouldBlockError } from '../../../src/index.ts'
import { holdForEver } from './hold.ts'

test('100 000 messages of two producers reach two consumers, each once, each producer in its order', async () => {
  const channel = new Channel<{ producer: number; i: number }>({ capacity: 64 })
  const consume = (): { sum: number; count: number; ordered: boolean } => {
    const last = [-1, -1]
    let sum = 0
    let count = 0
    let ordered = true
    for (const { producer, i } of channel.drainSync()) {
      ordered &&= i > (last[producer] ?? 0)
      last[producer] = i
      sum += i
      count++
    }
    return { sum, count, ordered }
  }
  const consumers = [spawnThread(consume), spawnThread(consume)]
  const produce = (producer: number): void => {
    for (let i = 0; i < 50_000; i++) channel.sendSync({ producer, i })
  }
  await Promise.all([spawnThread(produce, 0), spawnThread(produce, 1)])
  channel.close()
  const seen = await Promise.all(consumers)
  assert.equal(
    seen.reduce((count, one) => count + one.count, 0),
    100_000,
  )
  assert.equal(
    seen.reduce((sum, one) => sum + one.sum, 0),
    50_000 * 49_999,
  )
  assert.ok(seen.every(one => one.ordered))
})

test('the main thread sends and receives without blocking, with timers running meanwhile', async () => {
  const there = new Channel<number>({ capacity: 8 })
  const back = new Channel<number>({ capacity: 8 })
  const echo = spawnThread(() => {
    for (const value of there.drainSync()) back.sendSync(value * 2)
    back.close()
  })
  let ticks = 0
  const timer = setInterval(() => ticks++, 1)
  const sending = (async () => {
    for (let i = 0; i < 20_000; i++) await there.send(i)
    there.close()
  })()
  let sum = 0
  for await (const value of back) sum += value
  clearInterval(timer)
  await Promise.all([sending, echo])
  assert.equal(sum, 20_000 * 19_999)
  assert.ok(ticks > 0)
})

test('messages are what structured clone gives, errors included', async () => {
  const channel = new Channel<unknown>()
  const messages = [
    undefined,
    null,
    -0,
    Number.NaN,
    2n ** 70n,
    '',
    'grüße 🎉 \u0000',
    'lone \ud800 surrogate',
    { a: [1, { b: undefined }], date: new Date(5), map: new Map([[1, new Set(['x'])]]) },
    new Float64Array([1.5, 2.5]),
    Buffer.from('bytes'),
    new URL('http://localhost/x'),
    Object.assign(new Array(3), { 1: 'between holes' }),
    { $tsloomish: 1, nested: { deep: [[[]]] } },
  ]
  for (const message of messages) await channel.send(message)
  for (const message of messages) assert.deepStrictEqual(await channel.receive(), message)
  const twice = { x: 1 }
  const knot: { self?: unknown; a: unknown; b: unknown } = { a: twice, b: twice }
  knot.self = knot
  await channel.send(knot)
  const got = (await channel.receive()) as typeof knot
  assert.equal(got.self, got)
  assert.equal(got.a, got.b)
  await channel.send(new RangeError('far', { cause: new TypeError('inner') }))
  const error = (await channel.receive()) as Error
  assert.ok(error instanceof RangeError && error.cause instanceof TypeError)
})

test('what cannot travel is named', async () => {
  const channel = new Channel<unknown>()
  class Kid {}
  await assert.rejects(
    channel.send({ f: () => 1 }),
    (error: unknown) => error instanceof NotShippableError && /the message\.f is a function/.test(error.message),
  )
  await assert.rejects(channel.send([new Kid()]), /the message\[0\] is an instance of Kid/)
  await assert.rejects(channel.send({ lock: new Mutex() }), /the message\.lock is a Mutex, memory that does not go through a channel/)
  await assert.rejects(channel.send(new Uint8Array(new SharedArrayBuffer(8))), /is a SharedArrayBuffer under a Uint8Array/)
  assert.equal(channel.length, 0)
})

test('a full channel holds senders back, and receiving lets one on', async () => {
  const channel = new Channel<number>({ capacity: 2 })
  assert.equal(channel.trySend(1), true)
  await channel.send(2)
  assert.equal(channel.trySend(3), false)
  await assert.rejects(channel.send(3, { timeout: 1 }), WaitTimeoutError)
  assert.throws(() => channel.sendSync(3), WouldBlockError)
  const sending = channel.send(3)
  assert.deepEqual(channel.tryReceive(), { value: 1 })
  await sending
  assert.deepEqual([await channel.receive(), await channel.receive()], [2, 3])
  assert.equal(channel.tryReceive(), undefined)
  await assert.rejects(channel.receive({ signal: AbortSignal.abort(new Error('no more')) }), /no more/)
})

test('bytes are bounded too; a larger message passes alone', async () => {
  const channel = new Channel<Uint8Array>({ bytes: 100_000 })
  const large = new Uint8Array(3_000_000).map((_, i) => i % 251)
  const sent: string[] = []
  await channel.send(large)
  sent.push('large')
  const small = channel.send(new Uint8Array(60_000)).then(() => sent.push('small'))
  assert.equal(channel.trySend(new Uint8Array(60_000)), false)
  assert.deepEqual(await channel.receive(), large)
  await small
  assert.equal((await channel.receive()).length, 60_000)
})

test('growing keeps what has wrapped around', async () => {
  const channel = new Channel<string>({ capacity: 10_000 })
  let next = 0
  let expected = 0
  const text = (i: number): string => `${i} ${'x'.repeat(i % 300)}`
  for (let round = 0; round < 60; round++) {
    for (let i = 0; i < round * 3; i++) assert.ok(channel.trySend(text(next++)))
    for (let i = 0; i < round * 2; i++) assert.equal(channel.tryReceive()?.value, text(expected++))
  }
  while (expected < next) assert.equal(channel.tryReceive()?.value, text(expected++))
  assert.equal(channel.length, 0)
})

test('closing lets receivers finish and ends all who wait', async () => {
  const channel = new Channel<number>({ capacity: 1 })
  await channel.send(1)
  const sending = assert.rejects(channel.send(2), ClosedError)
  const there = assert.rejects(
    spawnThread(() => channel.sendSync(3)),
    ClosedError,
  )
  const empty = new Channel<number>()
  const receiving = [
    assert.rejects(empty.receive(), ClosedError),
    assert.rejects(
      spawnThread(() => empty.receiveSync()),
      ClosedError,
    ),
  ]
  channel.close()
  channel.close()
  empty.close()
  await Promise.all([sending, there, ...receiving])
  const left: number[] = []
  for await (const value of channel) left.push(value)
  assert.deepEqual(left, [1])
  assert.throws(() => channel.trySend(4), ClosedError)
})

test('threads that are stopped while they send and receive do not wedge the others', async () => {
  for (let round = 0; round < 3; round++) {
    const channel = new Channel<number>({ capacity: 4 })
    const flood = await holdForEver(() => {
      setImmediate(() => {
        for (;;) channel.sendSync(1)
      })
    })
    for (let i = 0; i < 100; i++) assert.equal(await channel.receive(), 1)
    await flood.kill()
    while (channel.tryReceive() !== undefined);
    await channel.send(2)
    assert.equal(await channel.receive(), 2)
  }
})
