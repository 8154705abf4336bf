/** The little of a canvas with which Plotly paints heatmaps: rectangles of one colour, whole images, and the PNG of them. */

import { crc32, deflateSync } from 'node:zlib'

interface ImageData {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray
}

export interface PixelCanvas {
  fillStyle: string
  fillRect(x: number, y: number, width: number, height: number): void
  clearRect(): void
  createImageData(width: number, height: number): ImageData
  putImageData(image: ImageData, left: number, top: number): void
  /** As a `data:` URL. */
  url(): string
}

const MAX_PIXELS = 4_000_000

export function createPixelCanvas(width: number, height: number): PixelCanvas {
  if (!(width * height <= MAX_PIXELS)) throw new Error(`an image of ${width} × ${height} pixels is too large for a picture`)
  const pixels = new Uint8ClampedArray(width * height * 4)

  return {
    fillStyle: 'rgba(0, 0, 0, 1)',
    fillRect(x, y, w, h) {
      const [red = 0, green = 0, blue = 0, opacity = 1] = (this.fillStyle.match(/[\d.]+/g) ?? []).map(Number)
      const [left, right] = [Math.max(0, Math.round(Math.min(x, x + w))), Math.min(width, Math.round(Math.max(x, x + w)))]
      const [top, bottom] = [Math.max(0, Math.round(Math.min(y, y + h))), Math.min(height, Math.round(Math.max(y, y + h)))]
      for (let row = top; row < bottom; row++)
        for (let column = left; column < right; column++) pixels.set([red, green, blue, opacity * 255], (row * width + column) * 4)
    },
    clearRect: () => void pixels.fill(0),
    createImageData: (w, h) => ({ width: w, height: h, data: new Uint8ClampedArray(w * h * 4) }),
    putImageData(image, left, top) {
      for (let row = 0; row < Math.min(image.height, height - top); row++) {
        const line = image.data.subarray(row * image.width * 4, (row * image.width + Math.min(image.width, width - left)) * 4)
        pixels.set(line, ((row + top) * width + left) * 4)
      }
    },
    url: () => `data:image/png;base64,${png(width, height, pixels).toString('base64')}`,
  }
}

/** Eight bits of red, green, blue and opacity; each line starts with a filter of its own, here none. */
function png(width: number, height: number, pixels: Uint8ClampedArray): Buffer {
  const lines = Buffer.alloc(height * (width * 4 + 1))
  for (let row = 0; row < height; row++) lines.set(pixels.subarray(row * width * 4, (row + 1) * width * 4), row * (width * 4 + 1) + 1)
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 6, 0, 0, 0])
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(lines)), chunk('IEND', Buffer.alloc(0))])
}

function chunk(name: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), content])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(content.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
