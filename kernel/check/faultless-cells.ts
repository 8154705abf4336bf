/**
 * Cells that were found without fault, by the text of their modules: that names the versions of what they import, which never change.
 * So the same text has no fault either, as long as nothing is declared for all files, changes on disk, or takes an old version's place.
 */

import type { Binding } from './names.ts'

/** A notebook's cells, and some that were tried. */
const most = 512
/** Code that says something of the global scope, or reads files that may. This library and Node's modules do not. */
const reachesOut =
  /\b(?:declare|require)\b|<reference|\bexport\b[^]*?\bfrom\b|\bimport\b(?!\.meta\b|[^'"();]*\bfrom\s*(['"])(?:tsloom(?:\/\w+)?|node:[\w/]+)\1)/

export interface FaultlessCells {
  /** What the cell published when it was checked, if it need not be checked again. */
  find(text: string): readonly Binding[] | undefined
  /** A cell was checked. `own` is its own part of the text. */
  checked(text: string, own: string, found: { readonly published: readonly Binding[]; readonly faults: number }): void
  /** Other cells may have faults now. */
  clear(): void
}

/** `isCurrent`: the name still stands for that declaration. */
export function createFaultlessCells(isCurrent: (binding: Binding) => boolean): FaultlessCells {
  const cells = new Map<string, readonly Binding[]>()
  return {
    find(text) {
      const published = cells.get(text)
      return published?.every(isCurrent) ? published : undefined
    },
    checked(text, own, { published, faults }) {
      if (reachesOut.test(own)) return cells.clear()
      if (faults > 0) return
      cells.delete(text)
      cells.set(text, published)
      const [oldest] = cells.keys()
      if (cells.size > most && oldest !== undefined) cells.delete(oldest)
    },
    clear: () => cells.clear(),
  }
}
