/** The types of a notebook's cells: diagnostics in the cell's coordinates, and what is checked when. */

import type { TypeChecker } from './check/checker.ts'
import type { Checker, CheckRequest } from './check/types.ts'
import type { CellDiagnostic, ExpandedCell } from './compile/types.ts'

export interface CellTypes {
  readonly diagnostics: readonly CellDiagnostic[]
  /** The cell failed: of its names only these stay. */
  rollBack(keep: ReadonlySet<string>): void
}

export interface NotebookTypes extends Pick<Checker, 'complete' | 'inspect' | 'close'> {
  check(cell: ExpandedCell, mode: 'error' | 'warn' | 'off'): Promise<CellTypes>
  reset(): void
}

/** A cell that ran unchecked. Its names are published when somebody asks for types. */
interface Unchecked {
  readonly request: CheckRequest
  keep?: ReadonlySet<string>
}

/** A notebook written for tslab was checked by its rules, and runs here unchanged. */
const TSLAB_IMPORT = /['"]tslab['"]/

export function createNotebookTypes(checker: TypeChecker, notice: (text: string) => void): NotebookTypes {
  let unchecked: Unchecked[] = []
  let relaxed = false

  function catchUp(): void {
    for (const cell of unchecked.splice(0)) {
      void checker.check(cell.request, { publish: 'always' }).then(checked => {
        if (cell.keep) checked.rollBack(cell.keep)
      })
    }
  }

  return {
    async check(cell, mode) {
      if (mode === 'off') {
        const kept: Unchecked = { request: cell }
        unchecked.push(kept)
        return {
          diagnostics: [],
          rollBack: keep => {
            kept.keep = keep
          },
        }
      }
      catchUp()
      if (!relaxed && TSLAB_IMPORT.test(cell.code)) {
        relaxed = true
        notice("This notebook imports tslab: from here on types are checked by tslab's laxer rules (not strict).\n")
        await checker.relax()
      }
      const checked = await checker.check(cell, { publish: mode === 'error' ? 'if-clean' : 'always' })
      const diagnostics = checked.diagnostics.map(diagnostic => inCell(cell, diagnostic)).sort((a, b) => a.start - b.start)
      return { diagnostics, rollBack: checked.rollBack }
    },
    complete(request, offset) {
      catchUp()
      return checker.complete(request, offset)
    },
    inspect(request, offset) {
      catchUp()
      return checker.inspect(request, offset)
    },
    reset() {
      unchecked = []
      void checker.reset()
    },
    close: () => checker.close(),
  }
}

function inCell(cell: ExpandedCell, { start, end, ...rest }: CellDiagnostic): CellDiagnostic {
  const first = cell.toCell(start)
  // The end of an expression of a magic's line is followed by code that stands somewhere else.
  return { ...rest, start: first, end: Math.max(first, end > start ? cell.toCell(end - 1) + 1 : cell.toCell(end)) }
}
