/** How a position in the JavaScript that runs leads back to the cell as the user wrote it. Plain data: it crosses to the session. */

/** A text made from another: a literal string, or a `[start, end)` range of the other text. Ranges may move, so imports can be hoisted. */
export type Segment = string | readonly [start: number, end: number]

export interface CellMap {
  /** The cell as the user wrote it. */
  readonly code: string
  /** cell → TypeScript (magics expanded). */
  readonly expand: readonly Segment[]
  /** TypeScript → JavaScript: the "mappings" of the type stripper's source map. */
  readonly mappings: string
  /** stripped JavaScript → what runs. */
  readonly emit: readonly Segment[]
}
