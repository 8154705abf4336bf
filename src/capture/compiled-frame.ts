/** What compiled code calls in functions that run for one piece of work: keeps the work current, and stops it when it is to stop. */

import type { CompiledFrame } from './contract.ts'

/** Node's own: a notebook's session wraps the one on the prototype. */
const { then } = Promise.prototype

export type Reject = (reason: unknown) => void

export interface FrameOptions {
  /** Makes the work the one that output and new work belong to. */
  enter(): void
  /** Why the work is to stop; `undefined`: it may go on. */
  stopped(): unknown
  /** What waits now: each is called with the reason when the work is to stop. */
  readonly pending: Waits
}

export interface Waits {
  add(reject: Reject): unknown
  delete(reject: Reject): unknown
}

export function createFrame(options: FrameOptions): CompiledFrame {
  return new Frame(options)
}

/** Methods rather than closures: each of a thousand tasks on the event loop has one. */
class Frame implements CompiledFrame {
  readonly #options: FrameOptions

  constructor(options: FrameOptions) {
    this.#options = options
  }

  wait<T>(value: T): T | Promise<Awaited<T>> {
    if (!isThenable(value)) return value
    const { pending } = this.#options
    const reason = this.#options.stopped()
    if (reason !== undefined) return Promise.reject(reason)
    const { promise, reject } = follow(value)
    pending.add(reject)
    return then.call(
      promise,
      result => {
        pending.delete(reject)
        return result
      },
      error => {
        pending.delete(reject)
        throw error
      },
    ) as Promise<Awaited<T>>
  }

  iterate<T>(iterable: AsyncIterable<T> | Iterable<T | PromiseLike<T>>): AsyncIterable<T> {
    return iterate(iterable, this)
  }

  resume<T>(value: T): T {
    this.caught()
    return value
  }

  caught(): void {
    this.#options.enter()
    const reason = this.#options.stopped()
    if (reason !== undefined) throw reason
  }

  restore(): void {
    this.#options.enter()
  }

  settle<T>(value: T): T {
    this.#options.enter()
    return value
  }
}

/**
 * A promise that settles as `value` does unless it is rejected before. Only bare resolving functions are handed to the
 * engine: through those it finds the awaiting functions for an error's stack.
 */
function follow(value: PromiseLike<unknown>): { readonly promise: Promise<unknown>; readonly reject: (reason: unknown) => void } {
  let reject: (reason: unknown) => void = () => {}
  const promise = new Promise((resolve, rejected) => {
    reject = rejected
    if (value instanceof Promise && Object.getPrototypeOf(value) === Promise.prototype) then.call(value, resolve, rejected)
    else value.then(resolve, rejected)
  })
  return { promise, reject }
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value !== null && (typeof value === 'object' || typeof value === 'function') && typeof (value as { then?: unknown }).then === 'function'
  )
}

function iterate<T>(iterable: AsyncIterable<T> | Iterable<T | PromiseLike<T>>, frame: CompiledFrame): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = asyncIterator(iterable)
      const wrapped: AsyncIterator<T> = { next: async () => (await frame.wait(iterator.next())) as IteratorResult<T> }
      if (iterator.return) wrapped.return = value => iterator.return?.(value) as Promise<IteratorResult<T>>
      return wrapped
    },
  }
}

/** As `for await` takes it: each value of a synchronous iterable is awaited. */
function asyncIterator<T>(iterable: AsyncIterable<T> | Iterable<T | PromiseLike<T>>): AsyncIterator<T> {
  const asyncFactory = (iterable as AsyncIterable<T> | undefined)?.[Symbol.asyncIterator] as (() => AsyncIterator<T>) | undefined
  if (asyncFactory) return asyncFactory.call(iterable)
  const factory = (iterable as Iterable<T | PromiseLike<T>> | undefined)?.[Symbol.iterator] as (() => Iterator<T>) | undefined
  if (typeof factory !== 'function') throw new TypeError(`${kindOf(iterable)} is not async iterable`)
  const iterator = factory.call(iterable)
  const settle = async (step: IteratorResult<T | PromiseLike<T>>): Promise<IteratorResult<T>> =>
    step.done ? { done: true, value: step.value } : { done: false, value: await step.value }
  const from: AsyncIterator<T> = { next: () => settle(iterator.next()) }
  if (iterator.return) from.return = value => settle((iterator.return as (value?: unknown) => IteratorResult<T>)(value))
  return from
}

/** As V8 names a value of which it has no text: `number 5`, `undefined`, `object`. */
function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value)
  return typeof value === 'object' || typeof value === 'function' ? typeof value : `${typeof value} ${String(value)}`
}
