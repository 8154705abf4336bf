import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Resvg } from '@resvg/resvg-js'
import { createPixelCanvas } from '../../../kernel/figures/pixel-canvas.ts'

/** Pixels of red, green, blue and opacity, as who decodes the PNG sees them. */
function decoded(url: string, width: number, height: number): readonly (readonly number[])[] {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image href="${url}" width="${width}" height="${height}"/></svg>`
  const { pixels } = new Resvg(svg, { imageRendering: 1 }).render()
  return Array.from({ length: width * height }, (_, index) => [...pixels.subarray(index * 4, index * 4 + 4)])
}

test('rectangles and images are in the PNG, cut at its edges; the rest is transparent', () => {
  const canvas = createPixelCanvas(3, 2)
  canvas.fillStyle = 'rgba(255, 0, 0, 1)'
  canvas.fillRect(-5, 0, 6, 1)
  canvas.fillStyle = 'rgb(0,0,255)'
  canvas.fillRect(3, 2, -1, -1)
  const image = canvas.createImageData(2, 2)
  image.data.fill(255)
  canvas.putImageData(image, 2, 0)
  const [white, red, nothing] = [
    [255, 255, 255, 255],
    [255, 0, 0, 255],
    [0, 0, 0, 0],
  ]
  assert.deepEqual(decoded(canvas.url(), 3, 2), [red, nothing, white, nothing, nothing, white])
})

test('a canvas with too many pixels is refused', () => {
  assert.throws(() => createPixelCanvas(100_000, 100_000), /too large for a picture/)
})
