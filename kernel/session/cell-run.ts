/** One cell's life in the session: what it waits for, what it started, and how it is stopped. */

import type { CompiledFrame } from '../../src/capture/contract.ts'
import type { Cancellable } from '../../src/environment.ts'
import type { CellId } from '../interpreter.ts'
import { InterruptError } from './interrupt-error.ts'
import type { InterruptFlags } from './interrupt-flags.ts'

/** Something of the cell's that can be taken back: a timer, an interval. */
export type Release = () => void

export interface CellRun {
  readonly id: CellId
  readonly name: string
  readonly signal: AbortSignal
  /** What compiled code calls in functions that run for this cell. */
  readonly frame: CompiledFrame
  /** Work it started that has not settled. */
  readonly works: Set<Cancellable>
  /** Timers that are released when it is interrupted. Its `finally` blocks may set new ones until it has ended. */
  readonly timers: Set<Release>
  /** It was interrupted and has ended: nothing more may be set in its name. */
  readonly over: boolean
  track(work: Cancellable): void
  interrupt(): void
  /** The kernel waits no longer for it. */
  end(): void
  /** Work that is not detached, settled. */
  settled(): Promise<void>
}

export function createCellRun(options: {
  readonly id: CellId
  readonly name: string
  readonly flags: InterruptFlags
  /** Makes this cell the one that output and new work belong to. */
  readonly enter: (run: CellRun) => void
}): CellRun {
  const { id, flags } = options
  const controller = new AbortController()
  const pending = new Set<(reason: InterruptError) => void>()
  const works = new Set<Cancellable>()
  const timers = new Set<Release>()
  let error: InterruptError | undefined
  let ended = false

  /** Read from shared memory, so that a loop of microtasks, which no message reaches, stops too. */
  const stopping = (): boolean => error !== undefined || flags.stopping === id
  const check = (): void => {
    if (stopping()) throw (error ??= new InterruptError(options.name))
  }

  function releaseTimers(): void {
    for (const release of timers) release()
    timers.clear()
  }

  const frame: CompiledFrame = {
    wait(value) {
      if (!isThenable(value)) return value
      return new Promise((resolve, reject) => {
        if (error) return reject(error)
        pending.add(reject)
        value.then(
          result => {
            pending.delete(reject)
            resolve(result as Awaited<typeof value>)
          },
          reason => {
            pending.delete(reject)
            reject(reason)
          },
        )
      })
    },
    iterate: iterable => iterateInterruptibly(iterable, frame),
    resume(value) {
      options.enter(run)
      check()
      return value
    },
    caught() {
      options.enter(run)
      check()
    },
    restore: () => options.enter(run),
    settle(value) {
      options.enter(run)
      return value
    },
  }

  const run: CellRun = {
    id,
    name: options.name,
    signal: controller.signal,
    frame,
    works,
    timers,
    track(work) {
      if (error) work.cancel(error)
      works.add(work)
      void work.settled.then(() => works.delete(work))
    },
    get over() {
      return ended && error !== undefined
    },
    end() {
      ended = true
      if (error) releaseTimers()
    },
    interrupt() {
      error ??= new InterruptError(options.name)
      const reason = error
      releaseTimers()
      controller.abort(reason)
      for (const work of works) work.cancel(reason)
      for (const reject of pending) reject(reason)
      pending.clear()
    },
    async settled() {
      for (let open = waitedFor(works); open.length > 0; open = waitedFor(works)) await Promise.all(open.map(work => work.settled))
    },
  }
  return run
}

const waitedFor = (works: ReadonlySet<Cancellable>): Cancellable[] => [...works].filter(work => !work.detached)

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return value !== null && (typeof value === 'object' || typeof value === 'function') && typeof (value as { then?: unknown }).then === 'function'
}

function iterateInterruptibly<T>(iterable: AsyncIterable<T> | Iterable<T | PromiseLike<T>>, frame: CompiledFrame): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const asyncFactory = (iterable as AsyncIterable<T>)[Symbol.asyncIterator] as (() => AsyncIterator<T>) | undefined
      const iterator = asyncFactory ? asyncFactory.call(iterable) : fromSync((iterable as Iterable<T | PromiseLike<T>>)[Symbol.iterator]())
      const wrapped: AsyncIterator<T> = { next: async () => (await frame.wait(iterator.next())) as IteratorResult<T> }
      if (iterator.return) wrapped.return = value => iterator.return?.(value) as Promise<IteratorResult<T>>
      return wrapped
    },
  }
}

/** `for await` over a synchronous iterable awaits each value. */
function fromSync<T>(iterator: Iterator<T | PromiseLike<T>>): AsyncIterator<T> {
  const settle = async (step: IteratorResult<T | PromiseLike<T>>): Promise<IteratorResult<T>> =>
    step.done ? { done: true, value: step.value } : { done: false, value: await step.value }
  const from: AsyncIterator<T> = { next: () => settle(iterator.next()) }
  if (iterator.return) from.return = value => settle((iterator.return as (value?: unknown) => IteratorResult<T>)(value))
  return from
}
