/** Which coroutine goes next, and what happened so far. */

import { Queue as Fifo } from '../pools/queue.ts'
import { checkIterable, describe } from './check.ts'
import { CoroutineTrace } from './coroutine-trace.ts'
import type { CoroutinesOptions, CoroutinesOutcome } from './coroutines.ts'

/** A coroutine as a schedule sees it. */
export interface CoroutineState {
  /** Its place in the list. */
  readonly index: number
  /** Of the generator function where that was given; else `#index`. */
  readonly name: string
  /** How often it ran. */
  readonly steps: number
  /** What it yielded last; `undefined` before its first step. */
  readonly yielded: unknown
}

export interface CoroutineSwitch {
  readonly from: CoroutineState
  readonly to: CoroutineState
  /** Counts from 1. */
  readonly number: number
}

/** `last`: the index of the one that ran last; `undefined` at the start. */
export type Schedule = 'round-robin' | ((ready: readonly CoroutineState[], last: number | undefined) => number)

type AnyGenerator = Generator<unknown, unknown, undefined> | AsyncGenerator<unknown, unknown, undefined>

export interface Coroutine extends CoroutineState {
  readonly generator: AnyGenerator
  steps: number
  yielded: unknown
}

export class CoroutineRun {
  readonly isAsync: boolean
  readonly #options: CoroutinesOptions
  readonly #all: readonly Coroutine[]
  /** Those that have not ended, by index. */
  readonly #ready: Map<number, Coroutine>
  /** For round-robin. */
  readonly #turns = new Fifo<Coroutine>()
  readonly #results: unknown[] = []
  readonly #trace: CoroutineTrace | undefined
  #last: Coroutine | undefined
  #switches = 0
  #steps = 0

  /** @throws TypeError */
  constructor(generators: Iterable<unknown>, options: CoroutinesOptions) {
    checkIterable('coroutines', 'generators', generators)
    const { schedule = 'round-robin', onSwitch } = options
    if (schedule !== 'round-robin' && typeof schedule !== 'function')
      throw new TypeError(`coroutines: schedule has to be 'round-robin' or a function, not ${describe(schedule)}`)
    if (onSwitch !== undefined && typeof onSwitch !== 'function')
      throw new TypeError(`coroutines: onSwitch has to be a function, not ${describe(onSwitch)}`)
    this.#options = options
    this.#all = Array.from(generators, coroutineOf)
    this.#ready = new Map(this.#all.map(each => [each.index, each]))
    for (const each of this.#all) this.#turns.push(each)
    this.isAsync = this.#all.some(({ generator }) => Symbol.asyncIterator in generator)
    if (options.trace === true) this.#trace = new CoroutineTrace(this.#all.map(({ name }) => name))
  }

  /** The one to run now; `undefined` when all have ended. @throws RangeError */
  next(): Coroutine | undefined {
    if (this.#ready.size === 0) return undefined
    const next = this.#pick()
    if (this.#last !== undefined && this.#last !== next) {
      this.#switches++
      this.#options.onSwitch?.({ from: this.#last, to: next, number: this.#switches })
    }
    this.#last = next
    return next
  }

  ran(coroutine: Coroutine, { done = false, value }: IteratorResult<unknown, unknown>): void {
    this.#steps++
    coroutine.steps++
    this.#trace?.add({ coroutine: coroutine.index, done, value })
    if (done) {
      this.#results[coroutine.index] = value
      this.#ready.delete(coroutine.index)
    } else {
      coroutine.yielded = value
      this.#turns.push(coroutine)
    }
  }

  get outcome(): CoroutinesOutcome<unknown[]> {
    return { results: this.#results, switches: this.#switches, steps: this.#steps, ...(this.#trace && { trace: this.#trace }) }
  }

  /** Ends those that have not. What they throw in cleaning up would hide why. */
  close(): void {
    for (const { generator } of this.#ready.values()) {
      try {
        const closing: unknown = generator.return(undefined)
        if (closing instanceof Promise) closing.catch(() => {})
      } catch {}
    }
    this.#ready.clear()
  }

  #pick(): Coroutine {
    const { schedule = 'round-robin' } = this.#options
    if (schedule === 'round-robin') return this.#turns.shift() as Coroutine
    const index = schedule([...this.#ready.values()], this.#last?.index)
    const picked = this.#ready.get(index)
    if (picked !== undefined) return picked
    const ready = [...this.#ready.keys()].slice(0, 10).join(', ')
    throw new RangeError(`coroutines: schedule returned ${describe(index)}; ready are ${ready}${this.#ready.size > 10 ? ', …' : ''}`)
  }
}

function coroutineOf(given: unknown, index: number): Coroutine {
  const generator = typeof given === 'function' ? (given as () => unknown)() : given
  if (!isGenerator(generator))
    throw new TypeError(`coroutines: generators[${index}] has to be a generator or a generator function, not ${describe(given)}`)
  return {
    index,
    name: typeof given === 'function' && given.name !== '' ? given.name : `#${index}`,
    generator,
    steps: 0,
    yielded: undefined,
  }
}

function isGenerator(value: unknown): value is AnyGenerator {
  const { next, return: close } = (value ?? {}) as Partial<AnyGenerator>
  return typeof next === 'function' && typeof close === 'function'
}
