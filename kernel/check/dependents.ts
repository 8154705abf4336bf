/**
 * Functions that use what a later cell declared with another type. One slot a name means that they see the new value, and
 * types are checked against the old one: they would fail only when called. Each is checked again, alone, in the new surroundings.
 */

import { writeFileSync } from 'node:fs'
import type { CellDiagnostic, NamedFunction } from '../compile/types.ts'
import { composeCell } from './cell-module.ts'
import { toCellDiagnostics } from './diagnostics.ts'
import type { Binding, Names } from './names.ts'
import type { Program } from './program.ts'
import { wordsOf } from './scratch.ts'
import type { CheckRequest } from './types.ts'

/** A function of an earlier cell that its surroundings no longer fit. */
export interface Misfit {
  readonly name: string
  /** What it uses and was declared anew. */
  readonly changed: readonly string[]
  /** The cell that declared it. */
  readonly request: CheckRequest
  /** The first thing that is wrong; offsets into the request's `ts`. */
  readonly diagnostic: CellDiagnostic
}

interface Dependent extends NamedFunction {
  readonly binding: Binding
  readonly request: CheckRequest
  /** What its names stood for when it was last checked. */
  readonly uses: Map<string, Binding>
}

export interface Dependents {
  /** A cell was published: `known` are all bindings that its text may refer to. */
  record(request: CheckRequest, published: readonly Binding[], imported: readonly Binding[]): void
  /** Whether functions of other cells use what was published. */
  touchedBy(published: readonly Binding[]): boolean
  /** Checks those functions. `file` is overwritten. */
  misfits(program: Program, file: string, published: readonly Binding[]): Promise<readonly Misfit[]>
  clear(): void
}

/** A name that everything uses must not hold a cell up. */
const checkedAtOnce = 16
const scratch = -1

export function createDependents(names: Names): Dependents {
  const dependents = new Map<string, Dependent>()

  function affected(published: readonly Binding[]): Dependent[] {
    const fresh = new Map(published.map(binding => [binding.name, binding]))
    return [...dependents.values()]
      .filter(({ name, binding }) => names.get(name) === binding && !fresh.has(name))
      .filter(({ uses }) => [...uses].some(([name, used]) => fresh.has(name) && fresh.get(name) !== used))
      .slice(0, checkedAtOnce)
  }

  async function diagnose(
    program: Program,
    file: string,
    { request, start, end, kind }: Dependent,
    uses: Iterable<Binding>,
  ): Promise<Found> {
    const prefix = kind === 'variable' ? 'const ' : ''
    const ts = prefix + request.ts.slice(start, end)
    const imported = [...uses]
    const module = composeCell({ ts, declarations: [], mentions: new Set() }, imported, scratch)
    writeFileSync(file, module.text)
    const found = toCellDiagnostics(await program.check(file, { changed: [file] }), { module, length: ts.length, imported })
    const inCell = (offset: number): number => start + Math.max(0, offset - prefix.length)
    return found.map(diagnostic => ({ ...diagnostic, start: inCell(diagnostic.start), end: inCell(diagnostic.end) }))
  }

  async function misfitOf(program: Program, file: string, dependent: Dependent): Promise<Misfit | undefined> {
    const before = new Map(dependent.uses)
    for (const name of before.keys()) {
      const current = names.get(name)
      if (current) dependent.uses.set(name, current)
    }
    const found = await diagnose(program, file, dependent, dependent.uses.values())
    if (found.length === 0) return undefined
    // Torn out of its cell it may have had faults before.
    const old = new Set((await diagnose(program, file, dependent, before.values())).map(({ start, code }) => `${start} ${code}`))
    const diagnostic = found.find(({ start, code }) => !old.has(`${start} ${code}`))
    const changed = [...before].flatMap(([name, used]) => (dependent.uses.get(name) === used ? [] : [name]))
    return diagnostic && { name: dependent.name, changed, request: dependent.request, diagnostic }
  }

  return {
    record(request, published, imported) {
      for (const fn of request.functions ?? []) {
        const binding = published.find(({ name }) => name === fn.name)
        if (!binding) continue
        const words = wordsOf(request.ts.slice(fn.start, fn.end))
        const used = [...imported, ...published].filter(other => other !== binding && words.has(other.name))
        const uses = new Map(used.map(other => [other.name, other]))
        if (uses.size > 0) dependents.set(fn.name, { ...fn, binding, request, uses })
        else dependents.delete(fn.name)
      }
    },
    touchedBy: published => dependents.size > 0 && affected(published).length > 0,
    async misfits(program, file, published) {
      const found: Misfit[] = []
      for (const dependent of affected(published)) {
        const misfit = await misfitOf(program, file, dependent)
        if (misfit) found.push(misfit)
      }
      return found
    },
    clear: () => dependents.clear(),
  }
}

type Found = readonly CellDiagnostic[]
