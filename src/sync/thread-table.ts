/** Which threads of this process are alive, in memory that all of them share: so that a lock can tell that its holder died. */

import { workerData } from 'node:worker_threads'

/** Names one thread for a long time: a number is used again only after two thousand million others. */
export type ThreadId = number

/** `ended`: in good order. `lost`: stopped, crashed, failed, or too long ago to tell. */
export type Fate = 'alive' | 'ended' | 'lost'

/** What a new thread gets from the one that starts it. */
export interface ThreadSeat {
  readonly table: SharedArrayBuffer
  readonly id: ThreadId
}

/** Threads alive at once. A power of two: the low bits of an id are its slot. */
const SLOTS = 4096
const NEXT = 0
const FIRST = 4
/** Words of a slot. */
const STATE = 0
const ROUND = 1
const PARENT = 2
const WORDS = 3
const ALIVE = 1
const ENDED = 2
const LOST = 3
const LAST_ROUND = 2 ** 19 - 1

export class ThreadTable {
  readonly own: ThreadId
  readonly #buffer: SharedArrayBuffer
  readonly #words: Int32Array

  /** Without a seat: the table of a process, made by its first thread. */
  constructor(seat?: ThreadSeat) {
    this.#buffer = seat?.table ?? new SharedArrayBuffer((FIRST + SLOTS * WORDS) * 4)
    this.#words = new Int32Array(this.#buffer)
    this.own = seat?.id ?? this.#take(0)
  }

  /** For a thread about to be started by this one. */
  begin(): ThreadSeat {
    return { table: this.#buffer, id: this.#take(this.own) }
  }

  /** It is gone, and with it the threads that it started. */
  end(id: ThreadId, fate: 'ended' | 'lost'): void {
    const words = this.#words
    const slot = slotOf(id)
    if (Atomics.load(words, slot + ROUND) !== roundOf(id)) return
    if (Atomics.compareExchange(words, slot + STATE, ALIVE, fate === 'lost' ? LOST : ENDED) !== ALIVE) return
    for (let each = FIRST; each < words.length; each += WORDS) {
      if (Atomics.load(words, each + PARENT) === id && Atomics.load(words, each + STATE) === ALIVE)
        this.end(Atomics.load(words, each + ROUND) * SLOTS + (each - FIRST) / WORDS, 'lost')
    }
  }

  fate(id: ThreadId): Fate {
    const slot = slotOf(id)
    if (id <= 0 || Atomics.load(this.#words, slot + ROUND) !== roundOf(id)) return 'lost'
    const state = Atomics.load(this.#words, slot + STATE)
    return state === ALIVE ? 'alive' : state === ENDED ? 'ended' : 'lost'
  }

  #take(parent: ThreadId): ThreadId {
    const words = this.#words
    for (let tries = 0; tries < SLOTS; tries++) {
      const index = Atomics.add(words, NEXT, 1) & (SLOTS - 1)
      const slot = FIRST + index * WORDS
      const state = Atomics.load(words, slot + STATE)
      if (state === ALIVE || Atomics.compareExchange(words, slot + STATE, state, ALIVE) !== state) continue
      const round = (Atomics.load(words, slot + ROUND) % LAST_ROUND) + 1
      Atomics.store(words, slot + PARENT, parent)
      Atomics.store(words, slot + ROUND, round)
      return round * SLOTS + index
    }
    throw new RangeError(`a process can have at most ${SLOTS} threads of tsloom at once`)
  }
}

function slotOf(id: ThreadId): number {
  return FIRST + (id & (SLOTS - 1)) * WORDS
}

function roundOf(id: ThreadId): number {
  return Math.floor(id / SLOTS)
}

const table = new ThreadTable((workerData as { readonly tsloom?: { readonly seat?: ThreadSeat } } | null)?.tsloom?.seat)

/** The one table of this process. */
export function threads(): ThreadTable {
  return table
}
