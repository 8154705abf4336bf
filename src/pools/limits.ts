/** How many workers a pool has. */

import { checkCount } from '../tasks/options.ts'

export interface SizeOptions {
  /** That many workers, no more and no less. Instead of `minWorkers` and `maxWorkers`. */
  readonly workers?: number
  /** Workers kept when idle; default 0. */
  readonly minWorkers?: number
  /** Default: the number of processors. They are started as tasks wait. */
  readonly maxWorkers?: number
  /** Milliseconds after which an idle worker above `minWorkers` ends; default 10 000. */
  readonly idleTimeout?: number
  /** How many tasks a worker runs at a time; default 1. More is for tasks that wait, for a network say. */
  readonly concurrency?: number
  /** Tasks after which a worker is replaced by a fresh one; default: never. */
  readonly maxTasksPerWorker?: number
}

export interface Limits {
  readonly minWorkers: number
  readonly maxWorkers: number
  readonly idleTimeout: number
  readonly concurrency: number
  readonly maxTasks: number
}

/** More threads or processes than that are a mistake on any machine. */
export const MOST_WORKERS = 256

/** @throws RangeError naming the option */
export function limitsOf(options: SizeOptions, defaultWorkers: number, most = MOST_WORKERS): Limits {
  const { workers, minWorkers, maxWorkers, idleTimeout = 10_000, concurrency = 1, maxTasksPerWorker } = options
  checkCount('workers', workers, 1)
  checkCount('minWorkers', minWorkers, 0)
  checkCount('maxWorkers', maxWorkers, 1)
  checkCount('maxTasksPerWorker', maxTasksPerWorker, 1)
  if (concurrency !== Number.POSITIVE_INFINITY) checkCount('concurrency', concurrency, 1)
  if (!(idleTimeout >= 0)) throw new RangeError(`idleTimeout has to be milliseconds from 0, not ${idleTimeout}`)
  for (const [name, value] of Object.entries({ workers, minWorkers, maxWorkers }))
    if (value !== undefined && value > most)
      throw new RangeError(
        `${name} is at most ${most}, not ${value}; for many tasks that wait, let each worker run several: { concurrency: ${Math.ceil(value / 4)} }`,
      )
  const common = { concurrency, maxTasks: maxTasksPerWorker ?? Number.POSITIVE_INFINITY }
  if (workers !== undefined) return { ...common, minWorkers: workers, maxWorkers: workers, idleTimeout: Number.POSITIVE_INFINITY }
  const highest = maxWorkers ?? Math.max(defaultWorkers, minWorkers ?? 0)
  if (minWorkers !== undefined && minWorkers > highest) throw new RangeError(`minWorkers (${minWorkers}) is above maxWorkers (${highest})`)
  // A longer time than a timer takes is as good as none.
  return {
    ...common,
    minWorkers: minWorkers ?? 0,
    maxWorkers: highest,
    idleTimeout: idleTimeout > 2 ** 31 - 1 ? Number.POSITIVE_INFINITY : idleTimeout,
  }
}
