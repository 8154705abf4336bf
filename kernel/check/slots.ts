/**
 * The files that cells are written into. They exist, and are part of TypeScript's program, before a cell needs them: then a
 * check changes one file's text and nothing else, which is several times cheaper than a file more.
 */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { composeCell, libraryFile, libraryText, scopeCount, scopeFile, scopeOf } from './cell-module.ts'

export interface FileChanges {
  readonly created: readonly string[]
  readonly changed: readonly string[]
}

export interface Slots {
  /** The next slot to fill, or `undefined` when a batch must be opened first. */
  readonly next: number | undefined
  readonly free: number
  file(slot: number): string
  /** The slot now holds declarations of the notebook, which use those of other slots. */
  keep(slot: number, uses: ReadonlySet<number>, forever?: 'forever'): void
  /** No longer forever. */
  release(slot: number): void
  /** Writes the slot back to nothing and returns its file. */
  empty(slot: number): string
  /** Opens more: those that nothing in `inUse` leads to any more, or else new files. Writes them; the program must be told. */
  open(inUse: ReadonlySet<number>): FileChanges
  /** Fills the file that magics take tsloom from; returns it where that has not been done. */
  openLibrary(): readonly string[]
  /** Makes every slot free and empty. */
  reset(): FileChanges
}

const batch = 32
const empty = { ts: '', declarations: [], mentions: new Set<string>() }

/** Code that is not in a slot of its own: what completion and inspection ask about. It leads to all other files. */
export const scratchFile = 'tsloom_scratch.ts'
export const scratchSlot = -1

export function createSlots(folder: string): Slots {
  const uses = new Map<number, ReadonlySet<number>>()
  /** Those that say something of the global scope: no name leads there. */
  const kept = new Set<number>()
  let available: number[] = []
  let count = 0
  let libraryOpen = false

  const file = (slot: number): string => join(folder, slot === scratchSlot ? scratchFile : `cell_${slot}.ts`)
  const clear = (slot: number): string => {
    writeFileSync(file(slot), composeCell(empty, [], slot).text)
    return file(slot)
  }

  function openNew(): FileChanges {
    const first = count === 0
    const slots = Array.from({ length: batch }, (_, index) => count + index)
    count += batch
    available.push(...slots)
    const gathering = first ? Array.from({ length: scopeCount }, (_, scope) => scope) : [...new Set(slots.map(scopeOf))]
    const scopes = gathering.map(writeScope)
    const cells = slots.map(clear)
    if (!first) return { created: cells, changed: scopes }
    return { created: [writeLibrary('export{}\n'), ...scopes, ...cells, clear(scratchSlot)], changed: [] }
  }

  function writeLibrary(text: string): string {
    const path = join(folder, libraryFile)
    writeFileSync(path, text)
    return path
  }

  function writeScope(scope: number): string {
    const path = join(folder, scopeFile(scope))
    const members = Array.from({ length: count }, (_, slot) => slot).filter(slot => scopeOf(slot) === scope)
    writeFileSync(path, `${members.map(slot => `export*from"./cell_${slot}.ts";`).join('\n')}\nexport{}\n`)
    return path
  }

  function unreachable(inUse: ReadonlySet<number>): number[] {
    const reached = new Set([...inUse, ...kept])
    for (const slot of reached) for (const used of uses.get(slot) ?? []) reached.add(used)
    return [...uses.keys()].filter(slot => !reached.has(slot))
  }

  return {
    get next() {
      return available[0]
    },
    get free() {
      return available.length
    },
    file,
    empty: clear,
    keep(slot, used, forever) {
      if (forever) kept.add(slot)
      available = available.filter(other => other !== slot)
      uses.set(slot, used)
    },
    release: slot => void kept.delete(slot),
    open(inUse) {
      const dead = unreachable(inUse)
      if (dead.length < batch / 2) return openNew()
      for (const slot of dead) uses.delete(slot)
      available.push(...dead)
      return { created: [], changed: dead.map(clear) }
    },
    openLibrary() {
      if (libraryOpen) return []
      libraryOpen = true
      return [writeLibrary(libraryText())]
    },
    reset() {
      const used = [...uses.keys()]
      uses.clear()
      kept.clear()
      available = Array.from({ length: count }, (_, slot) => slot)
      return { created: [], changed: used.map(clear) }
    },
  }
}
