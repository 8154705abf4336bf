/** Plotly on a page without a browser: figures become SVG. */

import { Script } from 'node:vm'
import { type Element, JSDOM, VirtualConsole, type Window } from 'jsdom'
import { svgPathProperties } from 'svg-path-properties'
import { plotlyLibrary } from '../report/plotly-library.ts'
import type { Figure } from './figure.ts'
import { onWhite, pictureSize } from './picture-layout.ts'
import { createPixelCanvas, type PixelCanvas } from './pixel-canvas.ts'
import { createTextBoxes } from './text-boxes.ts'

export interface PlotlyPage {
  svg(figure: Figure): Promise<string>
}

interface Plotly {
  toImage(figure: unknown, options: Readonly<Record<string, unknown>>): Promise<string>
}

export async function openPlotlyPage(): Promise<PlotlyPage> {
  const page = new JSDOM('<!doctype html><body></body>', {
    runScripts: 'outside-only',
    pretendToBeVisual: true,
    virtualConsole: new VirtualConsole(),
  })
  addWhatIsLacking(page.window)
  const { source } = await plotlyLibrary()
  new Script(source, { filename: 'plotly.js' }).runInContext(page.getInternalVMContext())
  addCanvas(page.window)
  const { Plotly, JSON: pageJson } = page.window as Window & { readonly Plotly: Plotly }
  return {
    svg: ({ data, layout }) => {
      // Plotly looks for arrays and objects of its own page.
      const figure: unknown = pageJson.parse(JSON.stringify({ data, layout: onWhite(layout) }))
      return Plotly.toImage(figure, { format: 'svg', imageDataOnly: true, ...pictureSize(layout) })
    },
  }
}

/** What jsdom leaves to browsers, as far as Plotly's SVG drawing asks for it. */
function addWhatIsLacking(window: Window): void {
  const boxes = createTextBoxes()
  window.TextDecoder = TextDecoder
  Object.assign(window.URL, { createObjectURL: () => 'blob:none', revokeObjectURL: () => {} })
  Object.assign(window.Element.prototype, {
    getBoundingClientRect(this: Element) {
      return boxes.of(this)
    },
  })
  Object.assign(window.SVGElement.prototype, {
    getBBox(this: Element) {
      return boxes.of(this)
    },
    getComputedTextLength(this: Element) {
      return boxes.width(this)
    },
    getTotalLength(this: Element) {
      return path(this).getTotalLength()
    },
    getPointAtLength(this: Element, length: number) {
      return path(this).getPointAtLength(length)
    },
  })
  // A library inside Plotly makes large canvases while it is loaded and does without.
  Object.assign(window.HTMLCanvasElement.prototype, { getContext: () => null })
}

function addCanvas(window: Window): void {
  const canvases = new WeakMap<object, PixelCanvas>()
  Object.assign(window.HTMLCanvasElement.prototype, {
    getContext(this: Canvas, kind: string) {
      if (kind !== '2d') return null
      const canvas = canvases.get(this) ?? createPixelCanvas(this.width, this.height)
      canvases.set(this, canvas)
      return canvas
    },
    toDataURL(this: Canvas) {
      return canvases.get(this)?.url() ?? 'data:,'
    },
  })
}

interface Canvas {
  readonly width: number
  readonly height: number
}

function path(element: Element): InstanceType<typeof svgPathProperties> {
  return new svgPathProperties(element.getAttribute('d') ?? 'M0,0')
}
