/** The types of a notebook's cells: diagnostics in the cell's coordinates, and what is checked when. */

import type { TypeChecker } from './check/checker.ts'
import type { Misfit } from './check/dependents.ts'
import type { CheckedCell, Checker, CheckRequest } from './check/types.ts'
import type { CellDiagnostic, ExpandedCell } from './compile/types.ts'
import { diagnosticsText } from './diagnostics.ts'

export interface CellTypes {
  readonly diagnostics: readonly CellDiagnostic[]
  /** The cell failed: of its names only these stay. */
  rollBack(keep: ReadonlySet<string>): void
  /** What to tell of functions in earlier cells that do not fit what this cell declared anew. */
  readonly warning?: Promise<string>
}

export interface NotebookTypes extends Pick<Checker, 'complete' | 'inspect' | 'close'> {
  /** `name` is that of the cell in stacks. */
  check(cell: ExpandedCell, mode: 'error' | 'warn' | 'off', name: string): Promise<CellTypes>
  reset(): void
}

/** A cell that ran unchecked. Its names are published when somebody asks for types. */
interface Unchecked {
  readonly request: CheckRequest
  keep?: ReadonlySet<string>
  /** Somebody may ask while it still runs. */
  checked?: Promise<CheckedCell>
}

/** A notebook written for tslab was checked by its rules, and runs here unchanged. */
const TSLAB_IMPORT = /['"]tslab['"]/

export function createNotebookTypes(checker: TypeChecker, notice: (text: string) => void): NotebookTypes {
  let unchecked: Unchecked[] = []
  let relaxed = false
  /** As the checker knows them. */
  const cells = new WeakMap<CheckRequest, { readonly cell: ExpandedCell; readonly name: string }>()

  function warning(misfits: readonly Misfit[]): string {
    return misfits
      .flatMap(({ name, changed, request, diagnostic }) => {
        const known = cells.get(request)
        if (!known) return []
        const what = changed.map(each => `'${each}'`).join(', ')
        const title = `Warning: '${name}' uses ${what}, which has another type now. Change it and run its cell again:`
        return `${title}\n${diagnosticsText(known.cell.code, [inCell(known.cell, diagnostic)], known.name)}\n`
      })
      .join('\n')
  }

  /** What is asked afterwards must see what cells that failed have taken back. */
  async function catchUp(): Promise<void> {
    await Promise.all(
      unchecked.splice(0).map(async cell => {
        cell.checked = checker.check(cell.request, { publish: 'always' })
        const checked = await cell.checked
        if (cell.keep) checked.rollBack(cell.keep)
      }),
    )
  }

  return {
    async check(cell, mode, name) {
      cells.set(cell, { cell, name })
      if (mode === 'off') {
        const kept: Unchecked = { request: cell }
        unchecked.push(kept)
        return {
          diagnostics: [],
          rollBack: keep => {
            kept.keep = keep
            void kept.checked?.then(checked => checked.rollBack(keep))
          },
        }
      }
      if (unchecked.length > 0) await catchUp()
      if (!relaxed && TSLAB_IMPORT.test(cell.code)) {
        relaxed = true
        notice("This notebook imports tslab: from here on types are checked by tslab's laxer rules (not strict).\n")
        await checker.relax()
      }
      const checked = await checker.check(cell, { publish: mode === 'error' ? 'if-clean' : 'always' })
      // The log is out of sight in a front end.
      for (const text of checker.takeNotices()) notice(`${text}\n`)
      const diagnostics = checked.diagnostics.map(diagnostic => inCell(cell, diagnostic)).sort((a, b) => a.start - b.start)
      const { rollBack, misfits } = checked
      return { diagnostics, rollBack, ...(misfits ? { warning: misfits.then(warning) } : {}) }
    },
    complete(request, offset) {
      void catchUp()
      return checker.complete(request, offset)
    },
    inspect(request, offset) {
      void catchUp()
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
