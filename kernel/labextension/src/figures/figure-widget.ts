/** One interactive figure in an output. */

import type { IRenderMime } from '@jupyterlab/rendermime-interfaces'
import { Widget } from '@lumino/widgets'
import { isDark, onThemeChange } from './lab-theme.ts'
import type { Figure, Plotly } from './plotly.min.js'
import { hasOwnColours, template } from './template.ts'

export const MIME_TYPE = 'application/vnd.plotly.v1+json'

const HEIGHT = 450

export class FigureWidget extends Widget implements IRenderMime.IRenderer {
  readonly #figureNode = document.createElement('div')
  readonly #resized = new ResizeObserver(() => this.#fit())
  readonly #forgetTheme = onThemeChange(() => this.#paint())
  #plotly: Plotly | undefined
  #figure: Figure | undefined
  #text = ''

  constructor() {
    super()
    this.addClass('tsloom-figure')
    this.node.append(this.#figureNode)
    this.#resized.observe(this.node)
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const figure = model.data[MIME_TYPE] as unknown as Figure
    const text = JSON.stringify(figure)
    // A picture has joined it: drawn anew it would lose its zoom and what is hidden.
    if (text === this.#text) return
    this.#text = text
    const { height, width } = (figure.layout ?? {}) as { readonly height?: number; readonly width?: number }
    // Room is made before the library is there, so that the notebook does not jump.
    this.node.style.minHeight = `${height ?? HEIGHT}px`
    this.#figureNode.style.height = `${height ?? HEIGHT}px`
    this.toggleClass('tsloom-figure-opaque', hasOwnColours(figure.layout))
    const { default: plotly } = await import(/* webpackChunkName: "plotly" */ './plotly.min.js')
    if (this.isDisposed) return
    this.#plotly = plotly
    this.#figure = figure
    await plotly.react(this.#figureNode, {
      ...figure,
      layout: { ...figure.layout, autosize: width === undefined, template: this.#template() },
      config: { displaylogo: false, responsive: false, showTips: false, ...figure.config },
    })
  }

  override dispose(): void {
    if (this.isDisposed) return
    this.#resized.disconnect()
    this.#forgetTheme()
    this.#plotly?.purge(this.#figureNode)
    super.dispose()
  }

  /** Only the template changes: zoom and hidden traces stay as the reader left them. */
  #paint(): void {
    if (this.#figure !== undefined) void this.#plotly?.relayout(this.#figureNode, { template: this.#template() })
  }

  #fit(): void {
    // Hidden nodes have no size that a figure could take.
    if (this.#figure === undefined || this.node.clientWidth === 0 || this.#figure.layout?.width !== undefined) return
    requestAnimationFrame(() => {
      if (!this.isDisposed && this.node.clientWidth > 0) void this.#plotly?.Plots.resize(this.#figureNode)
    })
  }

  #template(): Readonly<Record<string, unknown>> {
    return template(this.#figure?.layout, isDark())
  }
}
