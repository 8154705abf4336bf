import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Barrier, BrokenBarrierError, SharedArray, spawnThread, WaitTimeoutError } from '../../../src/index.ts'
import { holdForEver } from './hold.ts'

test('nobody goes on before all are there, round after round', async () => {
  const barrier = new Barrier(3)
  const steps = new SharedArray('int32', 3)
  const walk = (index: number): boolean => {
    let together = true
    for (let step = 1; step <= 200; step++) {
      steps.set(index, step)
      barrier.waitSync()
      together &&= [...steps].every(other => other >= step)
      barrier.waitSync()
    }
    return together
  }
  const threads = [spawnThread(walk, 0), spawnThread(walk, 1)]
  let together = true
  for (let step = 1; step <= 200; step++) {
    steps.set(2, step)
    await barrier.wait()
    together &&= [...steps].every(other => other >= step)
    await barrier.wait()
  }
  assert.deepEqual([together, ...(await Promise.all(threads))], [true, true, true])
})

test('each party of a round gets another order of arrival', async () => {
  const barrier = new Barrier(3)
  assert.deepEqual(await Promise.all([barrier.wait(), barrier.wait(), barrier.wait()]), [0, 1, 2])
  assert.equal(barrier.waiting, 0)
})

test('a party that is stopped before it arrives breaks the barrier for those who wait', async () => {
  const barrier = new Barrier(3)
  const party = await holdForEver(() => barrier.parties)
  const here = assert.rejects(barrier.wait(), BrokenBarrierError)
  const there = assert.rejects(
    spawnThread(() => barrier.waitSync()),
    BrokenBarrierError,
  )
  await party.kill()
  await Promise.all([here, there])
  assert.equal(barrier.broken, true)
  await assert.rejects(barrier.wait(), /a thread that had it was stopped or failed/)
})

test('a party that fails breaks it too, one that ends in good order does not', async () => {
  const barrier = new Barrier(2)
  await spawnThread(() => barrier.parties)
  const pair = [barrier.wait(), spawnThread(() => barrier.waitSync())]
  await Promise.all(pair)
  const waiting = assert.rejects(barrier.wait(), BrokenBarrierError)
  await assert.rejects(
    spawnThread(() => {
      if (barrier.parties === 2) throw new RangeError('early')
    }),
    RangeError,
  )
  await waiting
})

test('giving up breaks it, reset makes it whole', async () => {
  const barrier = new Barrier(2)
  const other = assert.rejects(barrier.wait({ timeout: 1 }), WaitTimeoutError)
  await other
  assert.equal(barrier.broken, true)
  barrier.reset()
  const waiting = assert.rejects(barrier.wait(), /it was reset while others waited/)
  barrier.reset()
  await waiting
  const aborted = assert.rejects(barrier.wait(), /a party called abort/)
  barrier.abort()
  await aborted
  barrier.reset()
  assert.deepEqual(await Promise.all([barrier.wait(), barrier.wait()]), [0, 1])
  assert.throws(() => new Barrier(0), RangeError)
})
