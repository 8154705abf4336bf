import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fitAmdahl, fitUsl, karpFlatt } from '../../../src/scaling/models.ts'

const close = (actual: number | undefined, expected: number, within = 1e-9): void =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < within, `${actual} is not ${expected}`)

test("Amdahl's parameters come back from times that follow his law", () => {
  const points = [1, 2, 4, 8].map(cores => ({ cores, time: 100 * (0.1 + 0.9 / cores) }))
  const fit = fitAmdahl(points)
  close(fit?.serial, 0.1)
  close(fit?.single, 100)
  close(fit?.time(16), 100 * (0.1 + 0.9 / 16))
})

test('a speed-up better than linear has no negative serial share', () => {
  const fit = fitAmdahl([1, 2, 4, 8].map(cores => ({ cores, time: 100 / cores ** 1.2 })))
  assert.equal(fit?.serial, 0)
  assert.ok((fit?.time(1) ?? 0) > 0)
})

test('both parameters of the Universal Scalability Law come back from times that follow it', () => {
  const [contention, coherence] = [0.05, 0.002]
  const points = [1, 2, 4, 8, 16].map(cores => ({
    cores,
    time: (100 * (1 + contention * (cores - 1) + coherence * cores * (cores - 1))) / cores,
  }))
  const fit = fitUsl(points)
  close(fit?.contention, contention)
  close(fit?.coherence, coherence)
})

test('three counts are too few for a curve', () => {
  const points = [1, 2, 4].map(cores => ({ cores, time: 100 / cores }))
  assert.equal(fitAmdahl(points), undefined)
  assert.equal(fitUsl(points), undefined)
})

test("Karp and Flatt's metric is the serial share where Amdahl's law holds, and undefined on one core", () => {
  close(karpFlatt(1 / (0.2 + 0.8 / 4), 4), 0.2)
  assert.equal(karpFlatt(1, 1), undefined)
})
