/** What compiled code calls in functions that run for a task: keeps the task current, and stops it when it is cancelled. */

import type { CompiledFrame } from '../capture/contract.ts'

export interface FrameOptions {
  readonly signal: AbortSignal
  /** Makes the task the one that output and new work belong to. */
  readonly enter: () => void
}

export function createTaskFrame({ signal, enter }: FrameOptions): CompiledFrame {
  // One listener for all pending awaits: a race against a long-lived promise would leak a reaction for each await.
  const pending = new Set<(reason: unknown) => void>()
  signal.addEventListener(
    'abort',
    () => {
      for (const reject of pending) reject(signal.reason)
      pending.clear()
    },
    { once: true },
  )
  const goOn = (): void => {
    enter()
    signal.throwIfAborted()
  }
  const frame: CompiledFrame = {
    wait(value) {
      if (!isThenable(value)) return value
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
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
    iterate: iterable => iterate(iterable, frame),
    resume(value) {
      goOn()
      return value
    },
    caught: goOn,
    restore: enter,
    settle(value) {
      enter()
      return value
    },
  }
  return frame
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return value !== null && (typeof value === 'object' || typeof value === 'function') && typeof (value as { then?: unknown }).then === 'function'
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
export function asyncIterator<T>(iterable: AsyncIterable<T> | Iterable<T | PromiseLike<T>>): AsyncIterator<T> {
  if (Symbol.asyncIterator in iterable) return iterable[Symbol.asyncIterator]()
  const iterator = iterable[Symbol.iterator]()
  const settle = async (step: IteratorResult<T | PromiseLike<T>>): Promise<IteratorResult<T>> =>
    step.done ? { done: true, value: step.value } : { done: false, value: await step.value }
  const from: AsyncIterator<T> = { next: () => settle(iterator.next()) }
  if (iterator.return) from.return = value => settle((iterator.return as (value?: unknown) => IteratorResult<T>)(value))
  return from
}
