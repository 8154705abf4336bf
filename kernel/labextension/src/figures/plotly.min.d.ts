/** Made of plotly.js-dist by the build; only what is called here. */

export interface Figure {
  readonly data: readonly unknown[]
  readonly layout?: Readonly<Record<string, unknown>>
  readonly config?: Readonly<Record<string, unknown>>
  readonly frames?: readonly unknown[]
}

export interface Plotly {
  /** Draws, or changes what is drawn there into this. */
  react(target: HTMLElement, figure: Figure): Promise<unknown>
  relayout(target: HTMLElement, change: Readonly<Record<string, unknown>>): Promise<unknown>
  readonly Plots: { resize(target: HTMLElement): Promise<unknown> }
  /** Takes listeners and WebGL contexts back. */
  purge(target: HTMLElement): void
}

declare const plotly: Plotly
export default plotly
