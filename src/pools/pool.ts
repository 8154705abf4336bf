/** The interface of every pool, and its policy over one kind of worker. */

import { environment } from '../environment.ts'
import { atCall } from '../errors.ts'
import { unwrapTask } from '../tasks/context.ts'
import { checkCount, checkFunction, checkTimeout } from '../tasks/options.ts'
import { Task } from '../tasks/task.ts'
import { reportTask, Settling } from '../tasks/track.ts'
import { type Pack, ship } from '../workers/payload.ts'
import type { WorkerHost } from '../workers/worker-host.ts'
import { type AnyFunction, type MapInput, type MapOptions, startMap } from './map.ts'
import type { MapTask } from './map-task.ts'
import { Scheduler } from './scheduler.ts'
import { isGeneratorFunction, startStream } from './stream.ts'
import { createUnit } from './unit.ts'

export interface PoolOptions {
  /** That many workers, no more and no less. Instead of `minWorkers` and `maxWorkers`. */
  readonly workers?: number
  /** Workers kept when idle; default 0. */
  readonly minWorkers?: number
  /** Default `availableParallelism()`. */
  readonly maxWorkers?: number
  /** Milliseconds after which an idle worker above `minWorkers` ends; default 10 000. */
  readonly idleTimeout?: number
  /** Part of the workers' names; labels their output. */
  readonly name?: string
}

export interface TaskOptions {
  /** Milliseconds from the task's start; then it is stopped and rejects with a TaskTimeoutError. */
  readonly timeout?: number
  /** Cancels the tasks when it aborts. */
  readonly signal?: AbortSignal
}

export interface PoolStats {
  readonly workers: number
  readonly busy: number
  /** Tasks that wait for a worker; of a `map` only what was handed out to the queue. */
  readonly waiting: number
  readonly done: number
  readonly failed: number
}

export interface PoolView {
  /**
   * Runs `f(...args)` on a worker; captured data is read at this call. Failures, also of shipping, are the task's.
   * A generator function streams what it yields: `for await` takes each value as it comes, the generator running at most
   * 16 ahead; awaited, the task gives all of them as an array.
   *
   * @example
   * const [a, b] = await Promise.all([pool.submit(fib, 30), pool.submit(fib, 31)])
   * for await (const prime of pool.submit(function* () { yield 2; yield 3 })) console.log(prime)
   */
  submit<A extends unknown[], Y>(f: (...args: A) => Generator<Y, unknown, never>, ...args: A): MapTask<Awaited<Y>>
  submit<A extends unknown[], Y>(f: (...args: A) => AsyncGenerator<Y, unknown, never>, ...args: A): MapTask<Y>
  submit<A extends unknown[], R>(f: (...args: A) => R, ...args: A): Task<Awaited<R>>
  /**
   * Runs `f(item)` for each item, several together where they are short. Await it for an array in the order of the items;
   * `for await` gives results as they come. All items are tried; failures are collected in a TasksFailedError unless
   * `failFast`. Items are taken from an iterable as workers get free, so it may be endless when iterated.
   *
   * @example
   * const squares = await pool.map(x => x ** 2, [1, 2, 3])
   * for await (const page of pool.map(fetchPage, urls, { ordered: false })) show(page)
   */
  map<T, R>(f: (item: T) => R, items: MapInput<T>, options?: MapOptions): MapTask<Awaited<R>>
}

export interface Pool extends PoolView, AsyncDisposable {
  /** The same pool with options for what is submitted: `pool.with({ timeout: 500 }).submit(f)`. */
  with(options: TaskOptions): PoolView
  readonly stats: PoolStats
  /** Takes nothing more, finishes what was submitted, ends the workers. Idempotent. */
  close(): Promise<void>
}

export class WorkerPool implements Pool {
  readonly #scheduler: Scheduler
  readonly #maxWorkers: number
  readonly #counts = { done: 0, failed: 0 }
  readonly #label: string
  readonly #settling = new Settling()
  readonly #pack: Pack
  #closing: Promise<void> | undefined

  constructor(options: PoolOptions, defaultWorkers: number, createHost: () => WorkerHost, pack: Pack = ship) {
    this.#pack = pack
    const limits = limitsOf(options, defaultWorkers)
    this.#label = options.name ?? ''
    this.#maxWorkers = limits.maxWorkers
    this.#scheduler = new Scheduler({ ...limits, createHost })
    environment().open({
      kind: 'pool',
      name: options.name ?? new.target.name,
      workers: new.target.name,
      target: this,
      closed: this.#settling.promise,
      close: () => this.close(),
      stats: () => this.stats,
    })
  }

  submit<A extends unknown[], Y>(f: (...args: A) => Generator<Y, unknown, never>, ...args: A): MapTask<Awaited<Y>>
  submit<A extends unknown[], Y>(f: (...args: A) => AsyncGenerator<Y, unknown, never>, ...args: A): MapTask<Y>
  submit<A extends unknown[], R>(f: (...args: A) => R, ...args: A): Task<Awaited<R>>
  submit(f: AnyFunction, ...args: unknown[]): Task<unknown> {
    return this.#submit(f, args, {})
  }

  map<T, R>(f: (item: T) => R, items: MapInput<T>, options: MapOptions = {}): MapTask<Awaited<R>> {
    return this.#map(f as AnyFunction, items, options) as MapTask<Awaited<R>>
  }

  with(options: TaskOptions): PoolView {
    checkTimeout(options.timeout)
    return {
      submit: (f: AnyFunction, ...args: unknown[]) => this.#submit(f, args, options) as never,
      map: (f, items, mapOptions) => this.#map(f as AnyFunction, items, { ...options, ...mapOptions }) as never,
    }
  }

  get stats(): PoolStats {
    return { workers: this.#scheduler.workers, busy: this.#scheduler.busy, waiting: this.#scheduler.waiting, ...this.#counts }
  }

  close(): Promise<void> {
    this.#closing ??= this.#scheduler.close().finally(this.#settling.done)
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #submit(f: AnyFunction, args: unknown[], options: TaskOptions): Task<unknown> {
    return typeof f === 'function' && isGeneratorFunction(f) ? this.#stream(f, args, options) : this.#call(f, args, options)
  }

  #stream(f: AnyFunction, args: unknown[], { timeout, signal }: TaskOptions): MapTask<unknown> {
    return startStream({
      f,
      args,
      timeout,
      signal,
      pack: this.#pack,
      label: this.#label,
      add: work => this.#scheduler.add(work),
      count: what => {
        this.#counts[what]++
      },
    })
  }

  #call(f: AnyFunction, args: unknown[], options: TaskOptions): Task<unknown> {
    const name = typeof f === 'function' && f.name !== '' ? f.name : 'task'
    const host = environment()
    const owner = host.owner()
    const settling = new Settling()
    const task = new Task<unknown>({ name, signal: options.signal }, outer => {
      const control = reportTask(name, owner, outer, settling.done)
      try {
        checkFunction(f, 'submit')
        const { fn, wantsTask } = unwrapTask(f)
        const unit = createUnit({
          job: {
            payload: this.#pack(fn)([args], () => 'arguments'),
            wantsTask,
            context: { index: 0, count: 1 },
            owner,
            label: this.#label,
          },
          name,
          timeout: options.timeout,
          started: worker => control.start(worker),
          progress: (_, progress) => control.progress(progress),
          done: ([result]) => {
            if (result?.ok === true) {
              this.#counts.done++
              control.resolve(result.value)
            } else {
              this.#counts.failed++
              control.reject(result?.error)
            }
          },
          failed: error => {
            this.#counts.failed++
            control.reject(error)
          },
        })
        this.#scheduler.add(unit)
        return unit.cancel
      } catch (error) {
        atCall(error)
        control.reject(error)
        return () => {}
      }
    })
    host.track({ owner, name, detached: false, cancel: reason => task.cancel(reason), settled: settling.promise })
    return task
  }

  #map(f: AnyFunction, items: MapInput<unknown>, options: MapOptions & TaskOptions): MapTask<unknown> {
    checkCount('chunk', options.chunk, 1)
    checkTimeout(options.timeout)
    return startMap({
      f,
      items,
      options,
      pack: this.#pack,
      label: this.#label,
      workers: this.#maxWorkers,
      add: work => this.#scheduler.add(work),
      count: what => {
        this.#counts[what]++
      },
    })
  }
}

function limitsOf({ workers, minWorkers, maxWorkers, idleTimeout }: PoolOptions, defaultWorkers: number) {
  checkCount('workers', workers, 1)
  checkCount('minWorkers', minWorkers, 0)
  checkCount('maxWorkers', maxWorkers, 1)
  if (workers !== undefined) return { minWorkers: workers, maxWorkers: workers, idleTimeout: Infinity }
  const most = maxWorkers ?? Math.max(defaultWorkers, minWorkers ?? 0)
  if (minWorkers !== undefined && minWorkers > most) throw new RangeError(`minWorkers (${minWorkers}) is above maxWorkers (${most})`)
  return { minWorkers: minWorkers ?? 0, maxWorkers: most, idleTimeout: idleTimeout ?? 10_000 }
}
