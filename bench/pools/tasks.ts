/** What every pool runs; workers/tasks.cjs and pools.py have the same. */

export type TaskName = 'increment' | 'burn' | 'nap'

export const increment = (x: number): number => x + 1

export function burn(steps: number): number {
  let state = 2463534242
  for (let step = 0; step < steps; step++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
  }
  return state
}

export const nap = (milliseconds: number): Promise<number> => new Promise(resolve => setTimeout(resolve, milliseconds, 1))

export const tasks = { increment, burn, nap }

/** How much of it. Steps: about 5 ms a task. */
export const sizes = {
  map: 20_000,
  submit: 20_000,
  one: 300,
  cpu: 64,
  steps: 4_000_000,
  pythonSteps: 20_000,
  sleeps: 1000,
  nap: 50,
} as const

export const workloads = ['map', 'submit', 'one', 'cpu', 'sleeps'] as const
export type Workload = (typeof workloads)[number]

/** Metrics are per task for the trivial ones (µs), else of the whole (ms). */
export const perTask = (workload: Workload, milliseconds: number): number =>
  workload === 'map' || workload === 'submit' || workload === 'one' ? (milliseconds * 1000) / sizes[workload] : milliseconds
