import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { ClosedError, gather, Queue } from '../../../src/index.ts'
import { turn } from './support/deferred.ts'

test('a full queue holds its producers back, in the order that asyncio shows', async () => {
  const log: string[] = []
  const queue = new Queue<number>({ capacity: 2 })
  await gather([
    async () => {
      for (let i = 0; i < 4; i++) {
        await queue.put(i)
        log.push(`put ${i}`)
      }
    },
    async () => {
      for (let i = 0; i < 4; i++) {
        log.push(`got ${await queue.get()}`)
        queue.taskDone()
      }
    },
  ])
  await queue.join()
  assert.deepEqual(
    log.filter(line => line.startsWith('got')),
    ['got 0', 'got 1', 'got 2', 'got 3'],
  )
  assert.ok(log.indexOf('put 2') > log.indexOf('put 1') && log.indexOf('got 0') < log.indexOf('put 3'))
})

test('who waits longest is served first, and one that left is passed over', async () => {
  const queue = new Queue<number>()
  const log: string[] = []
  const controller = new AbortController()
  const getters = ['a', 'b', 'c'].map(async name => {
    log.push(`${name} ${await queue.get({ signal: name === 'b' ? controller.signal : undefined } as { signal?: AbortSignal })}`)
  })
  controller.abort('enough')
  for (const item of [1, 2, 3]) assert.ok(queue.tryPut(item))
  const outcomes = await Promise.allSettled(getters)
  assert.deepEqual(log, ['a 1', 'c 2'])
  assert.deepEqual(outcomes[1], { status: 'rejected', reason: 'enough' })
  assert.equal(queue.size, 1)
})

test('a put that left puts nothing; a get that left takes nothing; neither leaves a listener', async () => {
  const queue = new Queue<string>({ capacity: 1 })
  const controller = new AbortController()
  const { signal } = controller
  const get = queue.get({ signal })
  await queue.put('x', { signal })
  assert.equal(await get, 'x')
  assert.equal(getEventListeners(signal, 'abort').length, 0)
  await queue.put('first')
  const put = queue.put('second', { signal })
  const third = queue.put('third')
  assert.equal(getEventListeners(signal, 'abort').length, 1)
  controller.abort('enough')
  await assert.rejects(put, error => error === 'enough')
  assert.equal(getEventListeners(signal, 'abort').length, 0)
  assert.deepEqual([await queue.get(), await queue.get()], ['first', 'third'])
  await third
  await assert.rejects(queue.put('x', { signal }), error => error === 'enough')
  await assert.rejects(queue.get({ signal }), error => error === 'enough')
  assert.equal(queue.size, 0)
})

test('tryPut and tryGet never wait', () => {
  const queue = new Queue<number>({ capacity: 1 })
  assert.equal(queue.tryGet(), undefined)
  assert.equal(queue.tryPut(1), true)
  assert.equal(queue.tryPut(2), false)
  assert.equal(queue.tryGet(), 1)
  assert.equal(queue.tryGet(), undefined)
})

test('join waits until every item put was reported done', async () => {
  const queue = new Queue<number>({ capacity: 1 })
  await queue.join()
  await queue.put(1)
  const waiting = queue.put(2)
  let joined = false
  const join = queue.join().then(() => {
    joined = true
  })
  await queue.get()
  await waiting
  queue.taskDone()
  await turn()
  assert.equal(joined, false)
  await queue.get()
  queue.taskDone()
  await join
  assert.throws(() => queue.taskDone(), { name: 'RangeError', message: /more often than items were put/ })
  await assert.rejects(queue.join({ signal: AbortSignal.abort('no') }), error => error === 'no')
})

test('close lets what is in it be taken, ends loops, and settles every waiting call', async () => {
  const queue = new Queue<number>({ capacity: 1 })
  await queue.put(1)
  const blocked = queue.put(2)
  queue.close()
  queue.close()
  assert.ok(queue.closed)
  await assert.rejects(blocked, ClosedError)
  await assert.rejects(queue.put(3), ClosedError)
  assert.throws(() => queue.tryPut(3), ClosedError)
  assert.equal(await queue.get(), 1)
  await assert.rejects(queue.get(), ClosedError)
  const empty = new Queue<number>()
  const getters = [empty.get(), empty.get()]
  empty.close()
  assert.deepEqual(
    (await Promise.allSettled(getters)).map(({ status }) => status),
    ['rejected', 'rejected'],
  )
})

test('several loops share the items and end with the queue', async () => {
  const queue = new Queue<number>({ capacity: 5 })
  const taken: number[][] = [[], [], []]
  const loops = taken.map(async own => {
    for await (const item of queue) {
      own.push(item)
      await turn()
    }
  })
  for (let i = 0; i < 30; i++) await queue.put(i)
  queue.close()
  await Promise.all(loops)
  assert.deepEqual(
    taken.flat().sort((a, b) => a - b),
    Array.from({ length: 30 }, (_, i) => i),
  )
  assert.ok(taken.every(own => own.length > 0))
})

test('a hundred thousand waiting calls are no burden, also when all of them leave', async () => {
  const count = 100_000
  const queue = new Queue<number>()
  const getters = Array.from({ length: count }, () => queue.get())
  for (let i = 0; i < count; i++) queue.tryPut(i)
  assert.equal((await Promise.all(getters)).at(-1), count - 1)
  const controller = new AbortController()
  const leaving = Promise.allSettled(Array.from({ length: count }, () => queue.get({ signal: controller.signal })))
  controller.abort()
  assert.ok((await leaving).every(({ status }) => status === 'rejected'))
  queue.tryPut(1)
  assert.equal(queue.size, 1)
})

test('wrong arguments are named', async () => {
  assert.throws(() => new Queue({ capacity: 0 }), {
    name: 'RangeError',
    message: /capacity has to be an integer of at least 1, or Infinity, not 0/,
  })
  assert.throws(() => new Queue({ capacity: Number.NaN }), RangeError)
  assert.throws(() => new Queue({ capacity: '5' as never }), TypeError)
  await assert.rejects(new Queue().get({ signal: 'x' as never }), /signal has to be an AbortSignal, not the string "x"/)
})
