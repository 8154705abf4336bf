/** A task on the session's event loop: part of its cell's life, and stopped by itself too. */

import { createFrame, type FrameOptions, type Reject, type Waits } from '../../src/capture/compiled-frame.ts'
import type { CompiledFrame } from '../../src/capture/contract.ts'
import type { Cancellable } from '../../src/environment.ts'
import type { Stoppable, StopSignal } from '../../src/tasks/stop-signal.ts'
import type { CellId } from '../interpreter.ts'
import type { CellRun, Release } from './cell-run.ts'

/** A class, as there may be a hundred thousand: properties defined on each object would cost more than most tasks. */
export class TaskRun implements CellRun {
  readonly task: StopSignal
  readonly #run: CellRun
  readonly #enter: (run: CellRun) => void
  #frame: CompiledFrame | undefined

  /** What it does not say itself it takes from the run that it is part of. */
  constructor(run: CellRun, task: StopSignal, enter: (run: CellRun) => void) {
    this.#run = run
    this.task = task
    this.#enter = enter
  }

  get signal(): AbortSignal {
    return this.task.signal
  }

  get frame(): CompiledFrame {
    const run = this.#run
    if (run.stopped() !== undefined) return run.frame
    // What a stopped task calls cleans up: its waits are the cell's, which may be interrupted meanwhile.
    if (this.task.aborted) return createFrame({ enter: () => this.#enter(this), pending: run.pending, stopped: () => run.stopped() })
    this.#frame ??= this.#ownFrame()
    return this.#frame
  }

  stopped(): unknown {
    return this.#run.stopped() ?? (this.task.aborted ? this.task.reason : undefined)
  }

  get id(): CellId {
    return this.#run.id
  }

  get name(): string {
    return this.#run.name
  }

  get pending(): Set<(reason: unknown) => void> {
    return this.#run.pending
  }

  get works(): Set<Cancellable> {
    return this.#run.works
  }

  get timers(): Set<Release> {
    return this.#run.timers
  }

  get over(): boolean {
    return this.#run.over
  }

  track(work: Cancellable): void {
    this.#run.track(work)
  }

  interrupt(): void {
    this.#run.interrupt()
  }

  end(): void {
    this.#run.end()
  }

  settled(): Promise<void> {
    return this.#run.settled()
  }

  #ownFrame(): CompiledFrame {
    const waits = new TaskWaits(this, this.#enter)
    this.task.tell(waits)
    return createFrame(waits)
  }
}

/** What a task waits for, mostly one thing at a time. */
class TaskWaits implements FrameOptions, Waits, Stoppable {
  readonly #run: TaskRun
  readonly #enter: (run: CellRun) => void
  #one: Reject | undefined
  #more: Set<Reject> | undefined

  constructor(run: TaskRun, enter: (run: CellRun) => void) {
    this.#run = run
    this.#enter = enter
  }

  get pending(): Waits {
    return this
  }

  enter(): void {
    this.#enter(this.#run)
  }

  stopped(): unknown {
    return this.#run.stopped()
  }

  add(reject: Reject): void {
    if (this.#one === undefined) this.#one = reject
    else {
      this.#more ??= new Set()
      this.#more.add(reject)
    }
  }

  delete(reject: Reject): void {
    if (this.#one === reject) this.#one = undefined
    else this.#more?.delete(reject)
  }

  stop(reason: unknown): void {
    const more = this.#more
    this.#more = undefined
    this.#one?.(reason)
    this.#one = undefined
    for (const reject of more ?? []) reject(reason)
  }
}
