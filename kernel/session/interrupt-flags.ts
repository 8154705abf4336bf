/** Memory shared by the session's main thread and its control thread: what an interrupt needs while the main thread spins. */

import type { CellId } from '../interpreter.ts'

/** The cell that runs now; 0: none. */
const RUNNING = 0
/** The cell that is to stop; compiled code looks at it after each await. */
const STOPPING = 1
/** The latest cell that has ended. Cells run in the order of their ids. */
const ENDED = 2
/** How deep the main thread is in sections that must not be torn. */
const CRITICAL = 3

export interface InterruptFlags {
  readonly buffer: SharedArrayBuffer
  running: CellId
  stopping: CellId
  ended: CellId
  readonly critical: number
  /** After a forced stop no section is open any more, whatever the counter says. */
  clearCritical(): void
  enterCritical(): void
  leaveCritical(): void
}

export function createInterruptFlags(buffer = new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT)): InterruptFlags {
  const cells = new Int32Array(buffer)
  return {
    buffer,
    get running() {
      return Atomics.load(cells, RUNNING)
    },
    set running(cell) {
      Atomics.store(cells, RUNNING, cell)
    },
    get stopping() {
      return Atomics.load(cells, STOPPING)
    },
    set stopping(cell) {
      Atomics.store(cells, STOPPING, cell)
    },
    get ended() {
      return Atomics.load(cells, ENDED)
    },
    set ended(cell) {
      Atomics.store(cells, ENDED, cell)
    },
    get critical() {
      return Atomics.load(cells, CRITICAL)
    },
    clearCritical: () => void Atomics.store(cells, CRITICAL, 0),
    enterCritical: () => void Atomics.add(cells, CRITICAL, 1),
    leaveCritical: () => void Atomics.sub(cells, CRITICAL, 1),
  }
}
