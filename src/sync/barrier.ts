/** A meeting point: nobody goes on before all are there. */

import { isMainThread } from 'node:worker_threads'
import { registerKind, SHARE, type Shared } from '../capture/shareable.ts'
import { checkCount } from '../tasks/options.ts'
import { BrokenBarrierError } from './errors.ts'
import { type Attempt, EVENT_WORDS, EventCount, type SyncWaitOptions, type WaitOptions } from './event-count.ts'
import { threads } from './thread-table.ts'

const PARTIES = 0
/** Round × 4096 + how many have arrived in it: one word, so that both change at once. */
const STATE = 1
/** Why it is broken. */
const BROKEN = 2
/** The round, plus 1, that the last `reset` or break sent away. */
const SENT_AWAY = 3
const EVENTS = 4
/** The threads that have it. */
const MEMBERS = EVENTS + EVENT_WORDS

const MOST = 4095
const ROUNDS = 2 ** 19

const REASONS = {
  1: 'a party called abort()',
  2: 'a party gave up waiting: its signal or timeout',
  3: 'a thread that had it was stopped or failed',
} as const
type Reason = keyof typeof REASONS

/**
 * `parties` threads or tasks wait for each other, again and again. It travels to threads by reference. If a thread that
 * has it is stopped, crashes or ends by an error, or a party gives up waiting, then all who wait and whoever comes later
 * fail with a {@link BrokenBarrierError}, until `reset()`. A task that fails in a pool's thread, which lives on, has to say
 * so itself: `catch { barrier.abort() }`.
 *
 * @throws RangeError unless `parties` is an integer from 1 to 4095
 * @example
 * const barrier = new Barrier(3)
 * await spawnThread.with({ count: 3 })(() => {
 *   const order = barrier.waitSync()
 *   if (order === 0) console.log('all three are here')
 * })
 */
export class Barrier {
  readonly #words: Int32Array
  readonly #events: EventCount

  static {
    registerKind('Barrier', (words: Int32Array) => new Barrier(words[PARTIES] ?? 1, words))
  }

  /** @param shared internal: the memory of a barrier that travelled here */
  constructor(parties: number, shared?: Int32Array) {
    checkCount('parties', parties, 1)
    if (parties > MOST) throw new RangeError(`parties may be ${MOST} at most, not ${parties}`)
    this.#words = shared ?? new Int32Array(new SharedArrayBuffer((MEMBERS + 16 + 4 * parties) * 4))
    this.#words[PARTIES] = parties
    this.#events = new EventCount(this.#words, EVENTS, { what: 'the other parties of a barrier', instead: 'await barrier.wait()' })
    if (!isMainThread) this.#join()
  }

  /** How many have to come. */
  get parties(): number {
    return Atomics.load(this.#words, PARTIES)
  }

  /** How many are there now. */
  get waiting(): number {
    return arrived(Atomics.load(this.#words, STATE))
  }

  get broken(): boolean {
    return Atomics.load(this.#words, BROKEN) !== 0
  }

  /**
   * Arrives and waits for the others. Resolves with the order of arrival in this round, from 0. Never blocks the thread; an
   * interrupt of the cell or task ends the wait, which breaks the barrier.
   *
   * @throws BrokenBarrierError, WaitTimeoutError, the signal's reason (as its rejection)
   */
  async wait(options: WaitOptions = {}): Promise<number> {
    options.signal?.throwIfAborted()
    const { order, attempt } = this.#arrive()
    return attempt === undefined ? order : await this.#events.wait(attempt, options)
  }

  /** The same, blocking: for worker threads. @throws BrokenBarrierError, WaitTimeoutError, WouldBlockError in the main thread */
  waitSync(options: SyncWaitOptions = {}): number {
    const { order, attempt } = this.#arrive()
    return attempt === undefined ? order : this.#events.waitSync(attempt, isMainThread ? {} : options)
  }

  /** Breaks it for all who wait or come. */
  abort(): void {
    this.#break(1)
  }

  /** Makes a broken barrier whole and empty. Who still waits fails. */
  reset(): void {
    const state = Atomics.load(this.#words, STATE)
    if (arrived(state) > 0) Atomics.store(this.#words, SENT_AWAY, round(state) + 1)
    Atomics.store(this.#words, STATE, next(state))
    Atomics.store(this.#words, BROKEN, 0)
    this.#events.notify(Number.POSITIVE_INFINITY)
  }

  [SHARE](): Shared {
    return { kind: 'Barrier', state: this.#words, memory: true }
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Barrier (${this.broken ? 'broken' : `${this.waiting} of ${this.parties} waiting`})`
  }

  /** Without an attempt: it was the last, and opened the round. */
  #arrive(): { readonly order: number; readonly attempt?: Attempt<number> } {
    const words = this.#words
    this.#lookForLost()
    for (;;) {
      const state = Atomics.load(words, STATE)
      if (this.broken) throw this.#brokenError()
      const order = arrived(state)
      const last = order + 1 === this.parties
      // Left over from long ago, when the numbers of rounds began anew.
      if (order === 0) Atomics.compareExchange(words, SENT_AWAY, round(state) + 1, 0)
      if (Atomics.compareExchange(words, STATE, state, last ? next(state) : state + 1) !== state) continue
      if (!last) return { order, attempt: this.#attempt(round(state), order) }
      this.#events.notify(Number.POSITIVE_INFINITY)
      return { order }
    }
  }

  #attempt(mine: number, order: number): Attempt<number> {
    let over = false
    const attempt: Attempt<number> = overdue => {
      if (overdue) this.#lookForLost()
      const open = round(Atomics.load(this.#words, STATE)) !== mine
      if (!open && !this.broken) return undefined
      over = true
      if (open && Atomics.load(this.#words, SENT_AWAY) !== mine + 1) return order
      throw this.#brokenError()
    }
    attempt.ended = () => {
      if (over) return
      over = true
      this.#break(2)
    }
    return attempt
  }

  #break(reason: Reason): void {
    Atomics.store(this.#words, SENT_AWAY, round(Atomics.load(this.#words, STATE)) + 1)
    Atomics.compareExchange(this.#words, BROKEN, 0, reason)
    this.#events.notify(Number.POSITIVE_INFINITY)
  }

  #brokenError(): BrokenBarrierError {
    const reason = REASONS[Atomics.load(this.#words, BROKEN) as Reason] ?? 'it was reset while others waited'
    return new BrokenBarrierError(`the barrier is broken: ${reason}. barrier.reset() makes it whole`)
  }

  /** Best effort: with more threads than places some are not watched. */
  #join(): void {
    const words = this.#words
    const { own } = threads()
    for (let at = MEMBERS; at < words.length; at++) {
      const member = Atomics.load(words, at)
      if (member === own) return
      if (member !== 0 && threads().fate(member) !== 'ended') continue
      if (Atomics.compareExchange(words, at, member, own) === member) return
    }
  }

  #lookForLost(): void {
    for (let at = MEMBERS; at < this.#words.length; at++) {
      const member = Atomics.load(this.#words, at)
      if (member === 0 || threads().fate(member) !== 'lost') continue
      if (Atomics.compareExchange(this.#words, at, member, 0) === member) this.#break(3)
    }
  }
}

function arrived(state: number): number {
  return state & MOST
}

function round(state: number): number {
  return state >>> 12
}

function next(state: number): number {
  return ((round(state) + 1) % ROUNDS) << 12
}
