/** Positions in local `.ts` files: what ran had lost its types, and with them its lines and columns. */

import { readFileSync, statSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'
import { VERSION } from './local-typescript.ts'
import { stripFile } from './strip-file.ts'

const POSITION = new RegExp(`(file://[^\\s()?]+)(\\?${VERSION}=[\\d.]+)?:(\\d+):(\\d+)`)
const TYPESCRIPT = /\.[cm]?tsx?$/

/** Turns a stack frame's text into one that has the user's file, line and column. */
export function createFilePositions(): (frame: string) => string {
  /** By file; only files in which something failed. */
  const maps = new Map<string, { readonly time: number; readonly map: SourceMap | undefined }>()

  function mapOf(file: string): SourceMap | undefined {
    const time = statSync(file).mtimeMs
    const known = maps.get(file)
    if (known?.time === time) return known.map
    const { mappings } = stripFile(file, readFileSync(file, 'utf8'))
    const map = new SourceMap({ version: 3, file, sources: [file], sourcesContent: [], names: [], mappings, sourceRoot: '' })
    maps.set(file, { time, map })
    return map
  }

  return frame =>
    frame.replace(POSITION, (_whole, url: string, _version: string | undefined, line: string, column: string) => {
      const asIs = `${url}:${line}:${column}`
      if (!TYPESCRIPT.test(url) || url.includes('/node_modules/')) return asIs
      try {
        const entry = mapOf(fileURLToPath(url))?.findEntry(Number(line) - 1, Number(column) - 1)
        if (entry === undefined || !('originalLine' in entry)) return asIs
        return `${url}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
      } catch {
        // Gone or changed since: where it was is better than nothing.
        return asIs
      }
    })
}
