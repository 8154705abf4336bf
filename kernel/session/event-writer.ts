/** Sends events to the kernel. Blocking writes: what was written is ordered and cannot be lost when the process dies. */

import type { CellId } from '../interpreter.ts'
import { writeFrame } from './framing.ts'
import type { HostEvent, OutputSource } from './wire.ts'
import { EVENTS_FD, MAX_CHUNK } from './wire.ts'

export interface EventWriter {
  send(event: HostEvent): void
  /** Text printed for a cell. Rare lines leave at once; a flood leaves in large pieces. */
  stream(cell: CellId, name: 'stdout' | 'stderr', text: string, source?: OutputSource): void
  flush(): void
}

// Taken before cells can put theirs in their place.
const { stringify } = JSON
const clock = performance.now.bind(performance)

/** So many lines in a row leave at once before a flood is taken for one. */
const BURST = 32
/** A pause this long ends a flood (ms). */
const LULL = 2
/** UTF-16 units held back at most. */
const HOLD = MAX_CHUNK / 4

export function createEventWriter(options: {
  readonly thread: number
  readonly write?: (json: string) => void
  readonly now?: () => number
  readonly defer?: (flush: () => void) => void
  /** The interrupt must not stop the thread in the middle of a write. */
  readonly critical?: (section: () => void) => void
}): EventWriter {
  const { critical = section => section(), now = clock, defer = setImmediate } = options
  const write = options.write ?? (json => writeFrame(EVENTS_FD, options.thread, json))
  let held = ''
  let heldCell = 0
  let heldSource: OutputSource | undefined
  let heldName: 'stdout' | 'stderr' = 'stdout'
  let burst = 0
  let last = 0
  let deferred = false

  function flush(): void {
    if (held === '') return
    critical(() => {
      const text = held
      held = ''
      write(stringify({ type: 'stream', cell: heldCell, name: heldName, text, source: heldSource }))
    })
  }

  function flushLater(): void {
    deferred = false
    flush()
  }

  return {
    flush,
    send(event) {
      flush()
      critical(() => write(stringify(event)))
    },
    stream(cell, name, text, source) {
      if (text === '') return
      if (held !== '' && (cell !== heldCell || name !== heldName || source !== heldSource)) flush()
      heldCell = cell
      heldSource = source
      heldName = name
      held += text
      const time = now()
      burst = time - last > LULL ? 0 : burst + 1
      last = time
      if (burst < BURST || held.length > HOLD) return flush()
      if (deferred) return
      deferred = true
      defer(flushLater)
    },
  }
}
