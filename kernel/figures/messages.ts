/** What crosses between the kernel and the worker that draws figures. */

import type { Figure } from './figure.ts'

export interface Picture {
  /** In base64. */
  readonly png: string
  /** As it is shown, in CSS pixels; the PNG itself may be finer. */
  readonly width: number
  readonly height: number
}

export interface DrawRequest {
  readonly figure: Figure
}

/** Plotly is loaded: from here on the clock of a figure runs. Or one figure was drawn, or it could not be. */
export type DrawerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'drawn'; readonly picture: Picture }
  | { readonly type: 'failed'; readonly reason: string }
