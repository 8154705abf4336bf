/** One cell's life in the session: what it waits for, what it started, and how it is stopped. */

import { createFrame } from '../../src/capture/compiled-frame.ts'
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
  /** What compiled code calls in a function that is called now for this cell. */
  readonly frame: CompiledFrame
  /** Waits that its interrupt ends: each is called with the reason. */
  readonly pending: Set<(reason: unknown) => void>
  /** Work it started that has not settled. */
  readonly works: Set<Cancellable>
  /** Timers that are released when it is interrupted. Its `finally` blocks may set new ones until it has ended. */
  readonly timers: Set<Release>
  /** Why its code is to stop; `undefined`: it may go on. */
  stopped(): unknown
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
  const pending = new Set<(reason: unknown) => void>()
  const lastWaits = new Set<(reason: unknown) => void>()
  const works = new Set<Cancellable>()
  const timers = new Set<Release>()
  let error: InterruptError | undefined
  let ended = false

  /** Read from shared memory, so that a loop of microtasks, which no message reaches, stops too. */
  const stopping = (): boolean => error !== undefined || flags.stopping === id

  /** All of it at once, by whoever learns of it first: a timer that cleanup code sets after that is not taken back. */
  function interruption(): InterruptError {
    if (error) return error
    const reason = new InterruptError(options.name)
    error = reason
    releaseTimers()
    controller.abort(reason)
    for (const work of works) work.cancel(reason)
    rejectAll(pending, reason)
    return reason
  }

  function releaseTimers(): void {
    for (const release of timers) release()
    timers.clear()
  }

  const enter = (): void => options.enter(run)
  const stopped = (): unknown => (stopping() ? interruption() : undefined)
  const frame = createFrame({ enter, pending, stopped })
  // What an interrupted cell calls is called by its `finally` blocks and disposers: it may wait until the cell has ended.
  const cleanup = createFrame({ enter, pending: lastWaits, stopped: () => (ended && error !== undefined ? error : undefined) })

  const run: CellRun = {
    id,
    name: options.name,
    signal: controller.signal,
    get frame() {
      return stopping() ? cleanup : frame
    },
    pending,
    stopped,
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
      if (error === undefined) return
      releaseTimers()
      rejectAll(lastWaits, error)
    },
    interrupt: () => void interruption(),
    async settled() {
      for (let open = waitedFor(works); open.length > 0; open = waitedFor(works)) await Promise.all(open.map(work => work.settled))
    },
  }
  return run
}

function rejectAll(waits: Set<(reason: unknown) => void>, reason: InterruptError): void {
  for (const reject of waits) reject(reason)
  waits.clear()
}

const waitedFor = (works: ReadonlySet<Cancellable>): Cancellable[] => [...works].filter(work => !work.detached)
