/** The checker: cells one after the other, each a module of one TypeScript program; completion and inspection between them. */

import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { composeCell, importedNames } from './cell-module.ts'
import { completionsAt } from './completions.ts'
import { createDependents, type Misfit } from './dependents.ts'
import { cannotFindModule, toCellDiagnostics } from './diagnostics.ts'
import { createFaultlessCells } from './faultless-cells.ts'
import { inspectAt } from './inspect.ts'
import { createLocalFiles } from './local-files.ts'
import { type Binding, createNames } from './names.ts'
import type { Program } from './program.ts'
import { createQueue } from './queue.ts'
import { openScratch, type RawCompletion } from './scratch.ts'
import { settleTypes, type Unsettled } from './settled-types.ts'
import { type FileChanges, scratchSlot } from './slots.ts'
import type { TypeSession } from './type-session.ts'
import type { CheckedCell, Checker, CheckRequest } from './types.ts'

export interface TypeChecker extends Checker {
  /** Follows tslab's laxer rules from now on: for a notebook that imports it. Resolves at once when it did already. */
  relax(): Promise<void>
  /** What the user should know about the checks as such, since the last call. */
  takeNotices(): readonly string[]
  /** Packages or files changed on disk: reads everything again. */
  refresh(): Promise<void>
}

/** Slots are opened between cells, so that none waits for it. */
const lowSlots = 8
const checksPerMemoryLook = 32
/** Types are settled after so many declaring cells: for each it costs half a check, and only long chains gain. */
const settleTogether = 16
const ownFiles = fileURLToPath(new URL('../../', import.meta.url))

/** Also what imports a file for nothing but its effects: that may declare globals. */
const touchesGlobals = /\bdeclare\b|\bimport\s*['"]|\b(?:import|export)\s*(?:type\s*)?\{\s*\}\s*from\b/

export interface Deadlines {
  /** Milliseconds after which a cell runs unchecked. */
  readonly check: number
  /** Milliseconds after which a front end gets no answer about half-written code. */
  readonly answer: number
}

export function createChecker(types: TypeSession, deadlines: Deadlines = { check: 30_000, answer: 3_000 }): TypeChecker {
  const { slots, project } = types
  const names = createNames()
  const dependents = createDependents(names)
  const queue = createQueue()
  const localFiles = createLocalFiles(file => file.startsWith(project.root) || file.startsWith(ownFiles))
  let globals: readonly RawCompletion[] | undefined
  const chores = { scheduled: false, track: undefined as number | undefined, empty: [] as number[], settle: [] as Unsettled[] }
  const faultless = createFaultlessCells(binding => names.get(binding.name) === binding)
  /** The slots that are kept although no name leads there, by the cell's text. */
  const lasting = new Map<string, number>()
  let checks = 0

  async function check(program: Program, request: CheckRequest, publish: 'if-clean' | 'always'): Promise<CheckedCell> {
    if (slots.next === undefined) await program.update(openSlots())
    const slot = slots.next ?? 0
    const file = slots.file(slot)
    const imported = importedNames(request, names.get)
    const module = composeCell(request, imported, slot)
    const began = Date.now()
    const edited = localFiles.changes()
    if (Object.values(edited).some(files => files.length > 0)) faultless.clear()
    // The last line differs from slot to slot.
    const text = module.text.slice(0, module.offset + request.ts.length)
    // It failed before it got to declare something anew: what it declared before is still there.
    if (faultless.find(text)) return { diagnostics: [], rollBack: () => {} }
    writeFileSync(file, module.text)
    const library = module.library ? slots.openLibrary() : []
    let raw = await program.check(file, { ...edited, changed: [file, ...library, ...edited.changed] })
    // It may have been installed or written since TypeScript looked.
    if (raw.some(({ code }) => cannotFindModule.has(code))) raw = await program.check(file, { invalidateAll: true })
    const diagnostics = toCellDiagnostics(raw, { module, length: request.ts.length, imported })
    const clean = diagnostics.every(({ severity }) => severity !== 'error')
    let published: readonly Binding[] = []
    if (clean || publish === 'always') {
      published = names.publish(slot, request.declarations)
      if (touchesGlobals.test(request.ts)) keepForever(slot, module.uses, text)
      else if (published.length > 0) slots.keep(slot, module.uses)
    }
    if (!clean && published.length === 0 && touchesGlobals.test(request.ts)) chores.empty.push(slot)
    if (published.length > 0) chores.settle.push({ file, bindings: published, exports: module.exports })
    faultless.checked(text, text.slice(module.offset), { published, faults: raw.length })
    if (module.imports) chores.track ??= began
    doChoresLater()
    const touched = dependents.touchedBy(published)
    dependents.record(request, published, imported)
    return {
      diagnostics,
      rollBack: keep => names.withdraw(published, keep),
      ...(touched ? { misfits: misfits(published) } : {}),
    }
  }

  /** The same cell, run again, takes its own place. */
  function keepForever(slot: number, uses: ReadonlySet<number>, text: string): void {
    const earlier = lasting.get(text)
    if (earlier !== undefined) slots.release(earlier)
    lasting.set(text, slot)
    slots.keep(slot, uses, 'forever')
  }

  /** Found out while the cell runs. */
  async function misfits(published: readonly Binding[]): Promise<readonly Misfit[]> {
    const file = slots.file(scratchSlot)
    return (
      (await within(
        run(program => dependents.misfits(program, file, published), deadlines.check),
        deadlines.answer,
      )) ?? []
    )
  }

  /** It runs all the same, and later cells must know its names. */
  function unchecked(request: CheckRequest): CheckedCell {
    const published = names.publish(undefined, request.declarations)
    return { diagnostics: [], rollBack: keep => names.withdraw(published, keep) }
  }

  function doChoresLater(): void {
    checks++
    const look = chores.track !== undefined || checks % checksPerMemoryLook === 0
    const settle = chores.settle.length >= settleTogether
    if (chores.scheduled || (!look && !settle && chores.empty.length === 0 && slots.free >= lowSlots)) return
    chores.scheduled = true
    queue.later(async () => {
      chores.scheduled = false
      await types.withProgram(doChores, deadlines.check)
      if (look) types.growIfNeeded()
    })
  }

  function openSlots(): FileChanges {
    const changes = slots.open(names.slotsInUse())
    // What a slot is used for again may have the very names of what it held.
    if (changes.created.length === 0) faultless.clear()
    return changes
  }

  /** What need not be done before a cell runs. */
  async function doChores(program: Program): Promise<void> {
    for (const unsettled of chores.settle.splice(0)) {
      const bindings = unsettled.bindings.filter(binding => names.get(binding.name) === binding)
      await settleTypes(program, { ...unsettled, bindings })
    }
    if (chores.empty.length > 0) {
      faultless.clear()
      await program.update({ changed: chores.empty.splice(0).map(slots.empty) })
    }
    if (slots.free < lowSlots) await program.update(openSlots())
    if (chores.track !== undefined) localFiles.track(await program.fileNames(), chores.track)
    chores.track = undefined
  }

  async function run<T>(work: (program: Program) => Promise<T>, deadline: number): Promise<T | undefined> {
    return queue.add(() => types.withProgram(work, deadline))
  }

  return {
    async check(request, { publish }) {
      const checked = await run(program => check(program, request, publish), deadlines.check).catch((error: Error) => {
        types.notice(`A cell could not be type-checked: ${error.message}`)
        return undefined
      })
      return checked ?? unchecked(request)
    },
    async complete(request, offset) {
      const answer = run(async program => {
        const scratch = await openScratch(program, slots, names, request)
        const allGlobals = async (): Promise<readonly RawCompletion[]> => {
          globals ??= await scratch.globals()
          return globals
        }
        return completionsAt(scratch, { request, offset, names: names.current(), globals: allGlobals })
      }, deadlines.answer)
      return (await within(answer, deadlines.answer)) ?? []
    },
    async inspect(request, offset) {
      return within(
        run(
          async program => inspectAt(await openScratch(program, slots, names, request), { request, offset, lookup: names.get }),
          deadlines.answer,
        ),
        deadlines.answer,
      )
    },
    async reset() {
      names.clear()
      dependents.clear()
      faultless.clear()
      lasting.clear()
      await run(program => program.update(slots.reset()), deadlines.check)
    },
    takeNotices: types.takeNotices,
    relax: () => {
      faultless.clear()
      return queue.add(() => types.relax())
    },
    async refresh() {
      faultless.clear()
      await run(program => program.update({ invalidateAll: true }), deadlines.check)
    },
    close: () => types.close(),
  }
}

/** An answer that comes too late, or fails, is no answer: the front end has moved on. */
async function within<T>(answer: Promise<T | undefined>, milliseconds: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>(resolve => {
    timer = setTimeout(resolve, milliseconds, undefined)
  })
  try {
    return await Promise.race([answer.catch(() => undefined), late])
  } finally {
    clearTimeout(timer)
  }
}
