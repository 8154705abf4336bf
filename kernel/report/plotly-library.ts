import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

export interface PackedLibrary {
  /** What will run in the page, for its content policy. */
  readonly source: string
  /** The same, gzipped, in base64. */
  readonly packed: string
}

/** Made from plotly.js-dist at build time: minified and gzipped it takes 1.9 MB of a report as base64, as it comes 2.6 MB. */
export const PACKED_PLOTLY = new URL('./plotly.min.js.gz', import.meta.url)

export async function plotlyLibrary(): Promise<PackedLibrary> {
  const zipped = await readFile(PACKED_PLOTLY)
  const source = await promisify(gunzip)(zipped)
  return { source: source.toString(), packed: zipped.toString('base64') }
}
