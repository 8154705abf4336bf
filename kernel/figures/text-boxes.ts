/** Where texts stand and how large they are, which a DOM without a layout engine does not know: Plotly places labels by it. */

import { Resvg } from '@resvg/resvg-js'
import type { Element } from 'jsdom'
import { escapeHtml } from '../report/escape-html.ts'
import { fontsFor } from './font.ts'
import { moved, type Point } from './transforms.ts'

export interface Box {
  readonly x: number
  readonly y: number
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly width: number
  readonly height: number
}

export interface TextBoxes {
  /** Of a text, or around all texts in a group; its own transform is left out, as Plotly does when it measures. */
  of(element: Element): Box
  width(element: Element): number
}

const ASCENT = 0.95
const LINE = 1.2
/** Plotly's distance of lines. */
const NEXT_LINE = 1.3

export function createTextBoxes(): TextBoxes {
  const widths = new Map<string, number>()

  function widthOf(text: string, size: number): number {
    const key = `${size} ${text}`
    const known = widths.get(key)
    if (known !== undefined) return known
    const shown = `<text x="10" y="100" font-size="${size}" xml:space="preserve">${escapeHtml(printable(text))}</text>`
    const source = `<svg xmlns="http://www.w3.org/2000/svg" width="9999" height="200">${shown}</svg>`
    const width = new Resvg(source, { font: fontsFor(text) }).getBBox()?.width ?? 0
    widths.set(key, width)
    return width
  }

  function textBox(element: Element): Box {
    const size = fontSize(element)
    const lines = [...element.querySelectorAll('tspan.line')]
    const texts = (lines.length > 0 ? lines : [element]).map(line => line.textContent)
    const width = Math.max(...texts.map(text => widthOf(text, size)))
    const x = Number(element.getAttribute('x') ?? 0)
    const anchor = element.style.textAnchor || element.getAttribute('text-anchor')
    const left = anchor === 'middle' ? x - width / 2 : anchor === 'end' ? x - width : x
    const top = Number(element.getAttribute('y') ?? 0) - size * ASCENT
    return box(left, top, left + width, top + size * (LINE + (texts.length - 1) * NEXT_LINE))
  }

  function of(element: Element): Box {
    if (element.nodeName === 'text') return textBox(element)
    const points = [...element.children].flatMap(child => {
      const { left, top, right, bottom, width } = of(child)
      const corners: Point[] =
        width === 0
          ? []
          : [
              [left, top],
              [right, top],
              [right, bottom],
              [left, bottom],
            ]
      return corners.map(corner => moved(corner, child.getAttribute('transform') ?? ''))
    })
    if (points.length === 0) return box(0, 0, 0, 0)
    const xs = points.map(([x]) => x)
    const ys = points.map(([, y]) => y)
    return box(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys))
  }

  return { of, width: element => widthOf(element.textContent, fontSize(element)) }
}

function box(left: number, top: number, right: number, bottom: number): Box {
  return { x: left, y: top, left, top, right, bottom, width: right - left, height: bottom - top }
}

function fontSize(element: Element): number {
  return Number.parseFloat(element.style.fontSize) || 12
}

/** XML has no control characters. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ')
}
