import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  Channel,
  ClosedError,
  Mutex,
  NotShippableError,
  ProcessPool,
  spawnProcess,
  WaitTimeoutError,
  WouldBlockError,
} from '../../../src/index.ts'

test('messages go to a process and back, each once, until the channel is closed', async () => {
  const jobs = new Channel<number>({ capacity: 4 })
  const results = new Channel<{ readonly job: number; readonly pid: number }>()
  const work = async () => {
    let count = 0
    for await (const job of jobs) {
      count++
      await results.send({ job, pid: process.pid })
    }
    return count
  }
  await using pool = new ProcessPool({ workers: 2 })
  const counts = [pool.submit(work), pool.submit(work)]
  for (let job = 0; job < 100; job++) await jobs.send(job)
  jobs.close()
  const [first = 0, second = 0] = await Promise.all(counts)
  assert.equal(first + second, 100)
  const seen = new Set<number>()
  for (let index = 0; index < 100; index++) seen.add((await results.receive()).job)
  assert.equal(seen.size, 100)
})

test('two processes can talk to each other', async () => {
  const channel = new Channel<string>({ capacity: 2 })
  const [, text] = await Promise.all([
    spawnProcess(async () => {
      for (const letter of 'between processes') await channel.send(letter)
      channel.close()
    }),
    spawnProcess(async () => {
      let all = ''
      for await (const letter of channel) all += letter
      return all
    }),
  ])
  assert.equal(text, 'between processes')
  assert.ok(channel.closed)
})

test('a process that closes the channel has sent all that it sent before', async () => {
  const channel = new Channel<number>()
  const task = spawnProcess(async () => {
    for (let index = 0; index < 100; index++) await channel.send(index)
    channel.close()
    const late = await channel.send(-1).catch((error: unknown) => error)
    return [channel.closed, late]
  })
  const received: number[] = []
  for await (const index of channel) received.push(index)
  assert.deepEqual(received, [...Array(100).keys()])
  const [closed, late] = (await task) as [boolean, unknown]
  assert.ok(closed && late instanceof ClosedError)
})

test('a wait that ends without a message leaves the next one to others', async () => {
  const channel = new Channel<string>()
  await using pool = new ProcessPool({ workers: 1 })
  const late = await pool.submit(() => channel.receive({ timeout: 5 }).catch((error: unknown) => error))
  assert.ok(late instanceof WaitTimeoutError)
  // The worker answers after it took its wish back, and messages keep their order.
  await pool.submit(() => 1)
  await channel.send('for us')
  assert.equal(await channel.receive(), 'for us')
})

test('what a killed process wanted goes to others', async () => {
  const channel = new Channel<string>()
  await using pool = new ProcessPool({ workers: 1 })
  const waiting = pool.with({ timeout: 20 }).submit(() => channel.receive())
  await assert.rejects(waiting)
  await pool.submit(() => 1)
  await channel.send('for us')
  assert.equal(await channel.receive(), 'for us')
})

test('a process may not block for a message, nor return a channel, nor take a mutex along', async () => {
  const channel = new Channel<number>()
  const mutex = new Mutex()
  await assert.rejects(
    spawnProcess(() => channel.receiveSync()),
    WouldBlockError,
  )
  await assert.rejects(
    spawnProcess(() => channel),
    error => error instanceof NotShippableError && /^the result is a Channel, which cannot come back/.test(error.message),
  )
  await assert.rejects(
    spawnProcess(() => [channel.length, mutex.locked]),
    error => error instanceof NotShippableError && /^mutex is a Mutex/.test(error.message),
  )
})
