import { Resvg } from '@resvg/resvg-js'
import { fontsFor } from './font.ts'

/** Sharp on dense screens, unless the notebook would grow by more than this (bytes). */
const LARGE = 100_000

/** A PNG on white. */
export function svgToPng(svg: string): Buffer {
  const fine = render(svg, 2)
  return fine.length <= LARGE ? fine : render(svg, 1)
}

function render(svg: string, zoom: number): Buffer {
  // Cells of a heatmap are pixels: they keep their edges.
  const imageRendering = 1
  return new Resvg(svg, { imageRendering, font: fontsFor(svg), background: 'white', fitTo: { mode: 'zoom', value: zoom } }).render().asPng()
}
