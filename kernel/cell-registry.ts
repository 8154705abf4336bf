import type { CellId } from './interpreter.ts'
import type { Message, ParentHeader } from './protocol/message.ts'

/** Where the output of a cell belongs, and who may be asked for its input. */
export interface CellOrigin {
  readonly parent: ParentHeader
  readonly identities: readonly Uint8Array[]
  readonly executionCount: number
  readonly silent: boolean
  readonly allowStdin: boolean
}

export interface CellRegistry {
  /** Gives a new id to a request on whose behalf code is to run. */
  register(request: Message, options?: { readonly executionCount: number; readonly silent: boolean; readonly allowStdin: boolean }): CellId
  /** Of a cell long gone: the latest one, so that output is shown at least somewhere. */
  origin(cell: CellId): CellOrigin
}

/** Output may come long after its cell has ended, but not everything can be kept: a header is about half a kilobyte. */
const KEPT_CELLS = 4096
/** Kept apart: a slider sends thousands of comm messages, and must not push out cells. */
const KEPT_OTHERS = 512

export function createCellRegistry(): CellRegistry {
  const cells = new Map<CellId, CellOrigin>()
  const others = new Map<CellId, CellOrigin>()
  let latest: CellOrigin = { parent: {}, identities: [], executionCount: 0, silent: false, allowStdin: false }
  let lastId = 0
  return {
    register({ header, identities }, options) {
      const id = ++lastId
      const origin: CellOrigin = { parent: header, identities, executionCount: 0, silent: false, allowStdin: false, ...options }
      keep(options === undefined ? others : cells, options === undefined ? KEPT_OTHERS : KEPT_CELLS, id, origin)
      if (options !== undefined) latest = origin
      return id
    },
    origin: cell => cells.get(cell) ?? others.get(cell) ?? latest,
  }
}

function keep(map: Map<CellId, CellOrigin>, limit: number, id: CellId, origin: CellOrigin): void {
  map.set(id, origin)
  if (map.size <= limit) return
  const [oldest] = map.keys()
  if (oldest !== undefined) map.delete(oldest)
}
