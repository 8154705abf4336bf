/** How scripts made from cells are named: until a position is in the user's coordinates its name says so. */

import type { Position } from './compile/cell-map.ts'

const COMPILED = 'compiled:'
const POSITION = /compiled:(In\[[^\]]*\]):(\d+):(\d+)/g

/** The script's name for the JavaScript engine; `cell` is what the user sees: `In[3]`. */
export const scriptName = (cell: string): string => COMPILED + cell

/** Undoes it. */
export const cellName = (script: string): string => script.slice(COMPILED.length)

/** Turns each compiled position in `text` into the user's. Doing it twice changes nothing. */
export function mapPositions(text: string, original: (cell: string, line: number, column: number) => Position | undefined): string {
  if (!text.includes(COMPILED)) return text
  return text.replace(POSITION, (_whole, cell: string, line: string, column: string) => {
    const position = original(cell, Number(line), Number(column))
    return position ? `${cell}:${position.line}:${position.column}` : `${cell}:${line}:${column}`
  })
}
