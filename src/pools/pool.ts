/** The interface of every pool, and its policy over one kind of worker. */

import { environment } from '../environment.ts'
import { atCall } from '../errors.ts'
import { unwrapTask } from '../tasks/context.ts'
import { checkCount, checkFunction, checkTimeout } from '../tasks/options.ts'
import { Task } from '../tasks/task.ts'
import { Settling } from '../tasks/track.ts'
import { notesOf } from '../workers/encoded-list.ts'
import { direct, type Pack, ship } from '../workers/payload.ts'
import type { WorkerHost } from '../workers/worker-host.ts'
import { type Limits, limitsOf, type SizeOptions } from './limits.ts'
import { type AnyFunction, type MapInput, type MapOptions, startMap } from './map.ts'
import type { MapTask } from './map-task.ts'
import { Paces } from './pace.ts'
import { prepareWorker } from './prepare-worker.ts'
import { type Retries, retryOf } from './retry.ts'
import { Scheduler } from './scheduler.ts'
import { isGeneratorFunction, startStream } from './stream.ts'
import { Submission } from './submission.ts'
import { type Plan, Work, type WorkListener } from './work.ts'

export interface PoolOptions extends SizeOptions {
  /** Runs in each worker before its first task. If it throws, the worker counts as one that could not start. */
  readonly init?: () => unknown
  /** Workers are called `name-1`, `name-2` …, and their output is labelled so. */
  readonly name?: string
}

export interface TaskOptions {
  /** Milliseconds from the task's start; then it is stopped and rejects with a TaskTimeoutError. */
  readonly timeout?: number
  /** Cancels the tasks when it aborts. */
  readonly signal?: AbortSignal
  /** Runs a task again that failed, was out of time or lost its worker. Streams are not run again. */
  readonly retries?: Retries
  /** True: the result stays in the worker, the task's value is `undefined`. */
  readonly discard?: boolean
}

export interface PoolStats {
  readonly workers: number
  /** Workers that run tasks; of an `AsyncPool`, whose one worker is this thread, tasks under way. */
  readonly busy: number
  /** Tasks that wait for a worker; of a `map` only what was handed out to the queue. */
  readonly waiting: number
  readonly done: number
  readonly failed: number
}

export interface PoolView {
  /** Runs `f(...args)` on a worker; a generator function streams what it yields. */
  submit<A extends unknown[], Y>(f: (...args: A) => Generator<Y, unknown, never>, ...args: A): MapTask<Awaited<Y>>
  submit<A extends unknown[], Y>(f: (...args: A) => AsyncGenerator<Y, unknown, never>, ...args: A): MapTask<Y>
  submit<A extends unknown[], R>(f: (...args: A) => R, ...args: A): Task<Awaited<R>>
  /** Runs `f(item)` for each item: await all results, or iterate them as they come. */
  map<T, R>(f: (item: T) => R, items: MapInput<T>, options?: MapOptions): MapTask<Awaited<R>>
}

export interface Pool extends PoolView, AsyncDisposable {
  with(options: TaskOptions): PoolView
  readonly stats: PoolStats
  close(): Promise<void>
}

/** What a pool's workers are. */
export interface PoolKind {
  readonly defaultWorkers: number
  readonly createHost: () => WorkerHost
  /** Default: for workers that share nothing with this thread. */
  readonly pack?: Pack
  /** Default: as many as are sensible for threads and processes. */
  readonly mostWorkers?: number
  /** How many may be starting at a time; default: enough to keep the processors busy. */
  readonly maxStarting?: number
}

export class WorkerPool implements Pool {
  readonly #scheduler: Scheduler
  readonly #limits: Limits
  readonly #counts = { done: 0, failed: 0 }
  readonly #settling = new Settling()
  readonly #pack: Pack
  readonly #paces = new Paces()
  #closed: Promise<void> | undefined
  /** That of the latest `submit`: the next ones of its turn are mostly of the same function. */
  #plan: { readonly options: TaskOptions; readonly wrapped: AnyFunction; readonly plan: Plan } | undefined

  constructor(options: PoolOptions, kind: PoolKind) {
    const { createHost, pack = ship, mostWorkers, maxStarting = Math.max(4, 2 * environment().parallelism()) } = kind
    const { init, name } = options
    this.#pack = pack
    this.#limits = limitsOf(options, kind.defaultWorkers, mostWorkers)
    if (init !== undefined) checkFunction(init, 'init')
    const owner = environment().owner()
    this.#scheduler = new Scheduler({
      ...this.#limits,
      maxStarting,
      here: pack === direct,
      createHost,
      prepare: init && (host => prepareWorker(host, { init, pack, owner, label: name === undefined ? '' : host.name })),
      labelled: name !== undefined,
      settled: (call, calls) => {
        this.#counts[call] += calls
      },
    })
    environment().open({
      kind: 'pool',
      name: name ?? new.target.name,
      workers: new.target.name,
      target: this,
      closed: this.#settling.promise,
      close: () => this.close(),
      stats: () => this.stats,
    })
  }

  /**
   * Runs `f(...args)` on a worker; captured data is read at this call. Failures, also of shipping, are the task's.
   * A generator function streams what it yields: `for await` takes each value as it comes, the generator running at most
   * 16 ahead; awaited, the task gives all of them as an array.
   *
   * @example
   * await using pool = new ThreadPool()
   * const squares = await Promise.all([3, 4].map(n => pool.submit((x: number) => x ** 2, n)))
   * for await (const prime of pool.submit(function* () { yield 2; yield 3 })) console.log(prime)
   */
  submit<A extends unknown[], Y>(f: (...args: A) => Generator<Y, unknown, never>, ...args: A): MapTask<Awaited<Y>>
  submit<A extends unknown[], Y>(f: (...args: A) => AsyncGenerator<Y, unknown, never>, ...args: A): MapTask<Y>
  submit<A extends unknown[], R>(f: (...args: A) => R, ...args: A): Task<Awaited<R>>
  submit(f: AnyFunction, ...args: unknown[]): Task<unknown> {
    return this.#submit(f, args, NO_OPTIONS)
  }

  /**
   * Runs `f(item)` for each item, several together where they are short. Await it for an array in the order of the items;
   * `for await` gives results as they come. All items are tried; failures are collected in a TasksFailedError unless
   * `failFast`. Items are taken from an iterable as workers get free, so it may be endless when iterated. If a worker
   * dies, the item that it ran fails with a WorkerLostError (see `retries`); those that it had not started run elsewhere.
   *
   * @example
   * await using pool = new ThreadPool()
   * const squares = await pool.map(x => x ** 2, [1, 2, 3])
   * for await (const square of pool.map(x => x ** 2, [1, 2, 3], { ordered: false })) console.log(square)
   */
  map<T, R>(f: (item: T) => R, items: MapInput<T>, options: MapOptions = {}): MapTask<Awaited<R>> {
    return this.#map(f as AnyFunction, items, options) as MapTask<Awaited<R>>
  }

  /** The same pool with options for what is submitted: `pool.with({ timeout: 500, retries: 2 }).submit(f)`. */
  with(options: TaskOptions): PoolView {
    checkTimeout(options.timeout)
    retryOf(options.retries)
    return {
      submit: (f: AnyFunction, ...args: unknown[]) => this.#submit(f, args, options) as never,
      map: (f, items, mapOptions) => this.#map(f as AnyFunction, items, { ...options, ...mapOptions }) as never,
    }
  }

  /** What its workers do now, and what was done. */
  get stats(): PoolStats {
    const { workers, busy, waiting } = this.#scheduler
    return { workers, busy, waiting, ...this.#counts }
  }

  /** Takes nothing more, finishes what was submitted, ends the workers. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= this.#scheduler.close().finally(this.#settling.done)
    return this.#closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #submit(f: AnyFunction, args: unknown[], options: TaskOptions): Task<unknown> {
    const name = typeof f === 'function' && f.name !== '' ? f.name : 'task'
    if (typeof f === 'function' && isGeneratorFunction(f))
      return startStream({ name, signal: options.signal, add: listener => this.#add(f, args, options, name, listener, true) })
    const host = environment()
    const owner = host.owner()
    return new Task<unknown>({ name, signal: options.signal }, control => {
      const submission = new Submission(name, owner, control)
      host.track(submission)
      try {
        this.#add(f, args, options, name, submission, false)
      } catch (error) {
        atCall(error)
        submission.failed(0, error)
      }
      return submission
    })
  }

  #add(f: AnyFunction, args: unknown[], options: TaskOptions, name: string, listener: WorkListener, stream: boolean): void {
    checkFunction(f, 'submit')
    const plan = this.#planOf(f, options, name, stream)
    const { encoded, needs } = plan.packed.encode(args, 'arguments')
    const own = needs === undefined ? plan : { ...plan, needs: [needs] }
    this.#scheduler.add(new Work({ plan: own, listener, args: [encoded.value], notes: notesOf(encoded), first: 0 }))
  }

  #planOf(f: AnyFunction, options: TaskOptions, name: string, stream: boolean): Plan {
    const owner = environment().owner()
    const { fn, wantsTask } = unwrapTask(f)
    const packed = this.#pack(fn)
    const known = this.#plan
    if (known?.wrapped === f && known.options === options && known.plan.owner === owner && known.plan.packed.identity === packed.identity)
      return known.plan
    const plan: Plan = {
      packed,
      needs: [],
      wantsTask,
      single: false,
      stream,
      discard: options.discard ?? false,
      timeout: options.timeout,
      retry: stream ? undefined : retryOf(options.retries),
      owner,
      pace: this.#paces.of(packed.source),
      count: undefined,
      nameOf: () => name,
    }
    this.#plan = { options, wrapped: f, plan }
    return plan
  }

  #map(f: AnyFunction, items: MapInput<unknown>, options: MapOptions): MapTask<unknown> {
    checkCount('chunk', options.chunk, 1)
    checkTimeout(options.timeout)
    retryOf(options.retries)
    const { maxWorkers, concurrency, maxTasks } = this.#limits
    return startMap({
      f,
      items,
      options,
      pack: this.#pack,
      paces: this.#paces,
      workers: maxWorkers,
      concurrency,
      maxTasks,
      add: work => this.#scheduler.add(work),
      settled: call => {
        this.#counts[call]++
      },
    })
  }
}

const NO_OPTIONS: TaskOptions = {}
