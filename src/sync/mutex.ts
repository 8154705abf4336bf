/** A lock that one thread, or one task of an event loop, holds at a time. */

import { isMainThread } from 'node:worker_threads'
import { registerKind, SHARE, type Shared } from '../capture/shareable.ts'
import { NotHeldError, WouldBlockError } from './errors.ts'
import type { SyncWaitOptions, WaitOptions } from './event-count.ts'
import { createHeld, type Held } from './held.ts'
import { type Acquired, MUTEX_WORDS, MutexMemory } from './mutex-memory.ts'

export interface LockOptions extends WaitOptions {
  /** Takes a lock whose holder died instead of failing with a HolderLostError; `held.recovered` tells. */
  readonly recover?: boolean
}

export type SyncLockOptions = SyncWaitOptions & Pick<LockOptions, 'recover'>

/**
 * Mutual exclusion between threads, and between tasks of one event loop. It travels to threads by reference, captured or
 * as an argument. Not reentrant. Waits are served roughly in order; nobody starves. If the holder's thread ends, one who
 * asks is told by a {@link HolderLostError}, within 100 ms, and the lock is free.
 *
 * @example
 * const mutex = new Mutex()
 * const total = new SharedArray('float64', 1)
 * await spawnThread.with({ count: 4 })(() => {
 *   using held = mutex.lockSync()
 *   total.view[0] += 0.5
 * })
 * console.log(total.view[0]) // 2
 */
export class Mutex {
  readonly #memory: MutexMemory

  static {
    registerKind('Mutex', (words: Int32Array) => new Mutex(words))
  }

  /** @param shared internal: the memory of a mutex that travelled here */
  constructor(shared: Int32Array = new Int32Array(new SharedArrayBuffer(MUTEX_WORDS * 4))) {
    this.#memory = new MutexMemory(shared)
  }

  /** Someone has it. */
  get locked(): boolean {
    return this.#memory.locked
  }

  /** This thread has it: some task of it, that is. */
  get heldHere(): boolean {
    return this.#memory.heldHere
  }

  /**
   * Waits until the lock is free and takes it. Never blocks the thread; the process does not end meanwhile. An interrupt of
   * the cell or task ends the wait.
   *
   * @throws HolderLostError, WaitTimeoutError, the signal's reason (as its rejection)
   */
  async lock(options: LockOptions = {}): Promise<Held> {
    options.signal?.throwIfAborted()
    const { events } = this.#memory
    const held = events.waiting ? undefined : this.tryLock(options)
    return held ?? (await events.wait(this.#memory.attempt(options.recover === true, this.#held), options))
  }

  /**
   * The same, blocking: for worker threads. The main thread spins for a moment at most.
   *
   * @throws HolderLostError, WaitTimeoutError
   * @throws WouldBlockError in the main thread, and where this thread itself has the lock, which would never end
   */
  lockSync(options: SyncLockOptions = {}): Held {
    const held = this.tryLock(options)
    if (held !== undefined) return held
    if (this.heldHere)
      throw new WouldBlockError('this thread holds the mutex already and would wait for itself; release it first, or await mutex.lock()')
    return this.#memory.events.waitSync(this.#memory.attempt(options.recover === true, this.#held), isMainThread ? {} : options)
  }

  /** Takes the lock if it is free now. @throws HolderLostError */
  tryLock({ recover = false }: Pick<LockOptions, 'recover'> = {}): Held | undefined {
    const how = this.#memory.take(recover, false)
    return how === undefined ? undefined : this.#held(how)
  }

  /** Locks, calls `f`, unlocks when that has ended; gives its result. */
  async run<R>(f: () => R, options?: LockOptions): Promise<Awaited<R>> {
    const held = await this.lock(options)
    try {
      return await f()
    } finally {
      held()
    }
  }

  /** Gives the lock back without its `Held`. @throws NotHeldError */
  unlock(): void {
    if (!this.#memory.release()) throw new NotHeldError(`this thread does not hold the mutex${this.locked ? '; another one does' : ''}`)
  }

  [SHARE](): Shared {
    return { kind: 'Mutex', state: this.#memory.words, memory: true }
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Mutex (${this.heldHere ? 'held by this thread' : this.locked ? 'held by another thread' : 'free'})`
  }

  readonly #held = (how: Acquired): Held => {
    const acquisition = this.#memory.begin()
    return createHeld(lost => {
      if (this.#memory.current === acquisition) this.#memory.release(lost)
    }, how === 'recovered')
  }
}
