/** Makers of what a cell can show: as its last expression, or through `display`. */

import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { Shown } from './displayable.ts'

/** Text that is HTML already: `html` puts it in unescaped. */
export class Html extends Shown {
  readonly html: string

  constructor(html: string) {
    super({ 'text/html': html, 'text/plain': plainText(html) })
    this.html = html
  }
}

/**
 * HTML. As a template tag it escapes what is put in, except other `html`; arrays are joined. As a function it takes HTML as it is.
 *
 * @example
 * const names = ['Ada', '<Bob>']
 * html`<ul>${names.map(name => html`<li>${name}</li>`)}</ul>`
 */
export function html(text: string): Html
export function html(strings: TemplateStringsArray, ...values: unknown[]): Html
export function html(text: string | TemplateStringsArray, ...values: unknown[]): Html {
  if (typeof text === 'string') return new Html(text)
  return new Html(text.reduce((before, part, index) => before + htmlOf(values[index - 1]) + part))
}

/**
 * Markdown, with math between `$` signs where the front end knows it.
 *
 * @example
 * markdown(`**${6 * 7}** is the answer, $n^2$ the cost`)
 */
export function markdown(text: string): Shown {
  return new Shown({ 'text/markdown': text, 'text/plain': text })
}

/**
 * TeX; put math between `$` or `$$`.
 *
 * @example
 * latex(String.raw`$$\sum_{k=1}^n k = \frac{n(n+1)}2$$`)
 */
export function latex(text: string): Shown {
  return new Shown({ 'text/latex': text, 'text/plain': text })
}

/**
 * The source of an SVG image.
 *
 * @example
 * svg('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2" width="40"><circle cx="1" cy="1" r="1"/></svg>')
 */
export function svg(source: string): Shown {
  return new Shown({ 'image/svg+xml': source, 'text/plain': '<svg image>' })
}

/**
 * A tree that can be folded, where the front end has one.
 *
 * @example
 * json({ name: 'loom', threads: [1, 2] }, { expanded: true })
 */
export function json(value: unknown, { expanded = false }: { readonly expanded?: boolean } = {}): Shown {
  const text = JSON.stringify(value)
  if (text === undefined) throw new TypeError(`json cannot show ${typeof value}; it has no JSON form`)
  return new Shown({ 'application/json': JSON.parse(text), 'text/plain': inspect(value) }, { 'application/json': { expanded } })
}

export type ImageFormat = 'png' | 'jpeg' | 'gif' | 'webp' | 'svg'

export interface ImageOptions {
  /** Default: seen from the first bytes. */
  readonly format?: ImageFormat
  /** Pixels on the page. */
  readonly width?: number
  readonly height?: number
  /** What the image shows, for who cannot see it. */
  readonly alt?: string
}

/**
 * An image from its bytes, or from a file by path or `file:` URL, which is read at once.
 *
 * @throws TypeError if the format is not seen from the bytes and not given
 * @example
 * image(Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAA=', 'base64'), { width: 40 })
 */
export function image(source: Uint8Array | ArrayBuffer | string | URL, options: ImageOptions = {}): Shown {
  const bytes = typeof source === 'string' || source instanceof URL ? readFileSync(source) : Buffer.from(source as Uint8Array)
  const format = options.format ?? formatOf(bytes)
  if (format === undefined)
    throw new TypeError('image: the format is not recognised; pass { format: "png" } or another of png, jpeg, gif, webp, svg')
  const type = format === 'svg' ? 'image/svg+xml' : `image/${format}`
  const { width, height, alt } = options
  const metadata = { ...(width !== undefined && { width }), ...(height !== undefined && { height }), ...(alt !== undefined && { alt }) }
  const data = {
    [type]: format === 'svg' ? bytes.toString('utf8') : bytes.toString('base64'),
    'text/plain': alt ?? `<${format} image, ${bytes.length} bytes>`,
  }
  return new Shown(data, Object.keys(metadata).length === 0 ? {} : { [type]: metadata })
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/**
 * Text as HTML that shows it.
 *
 * @example
 * escapeHtml('a < b') // a &lt; b
 */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => ESCAPES[character] as string)
}

function htmlOf(value: unknown): string {
  if (value instanceof Html) return value.html
  if (Array.isArray(value)) return value.map(htmlOf).join('')
  return value === undefined || value === null || value === false ? '' : escapeHtml(String(value))
}

function plainText(html: string): string {
  const text = html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return text === '' ? '<html>' : text
}

function formatOf(bytes: Buffer): ImageFormat | undefined {
  if (bytes.subarray(1, 4).toString('latin1') === 'PNG') return 'png'
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return 'jpeg'
  if (bytes.subarray(0, 4).toString('latin1') === 'GIF8') return 'gif'
  if (bytes.subarray(8, 12).toString('latin1') === 'WEBP') return 'webp'
  return /^\s*<(\?xml|svg)/.test(bytes.subarray(0, 100).toString('utf8')) ? 'svg' : undefined
}
