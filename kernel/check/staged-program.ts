/**
 * A program that starts without Node's types: they are most of what there is to read, and a cell that is plain TypeScript is answered
 * 40 ms sooner. They are added as soon as something may need them, or when nothing has been asked for a moment.
 */

import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers'
import type { Changes, Program } from './program.ts'
import { READS_MODULES } from './reads-modules.ts'

/** Nothing was asked for so long: the user is not waiting (ms). */
const quietTime = 100

/** Other modules and declared globals may build on Node's types without a word in the cell; suppressed errors say nothing. */
const mayNeedThem = new RegExp(`${READS_MODULES.source}|\\bdeclare\\b|@ts-|<reference`)

/** `addNodeTypes` makes the program a whole one; it is called once. */
export function stageProgram(program: Program, addNodeTypes: () => Promise<void>): Program {
  let added: Promise<void> | undefined
  const timer = setTimeout(() => void add().catch(() => {}), quietTime)
  timer.unref()

  function add(): Promise<void> {
    clearTimeout(timer)
    added ??= addNodeTypes()
    return added
  }

  /** Before each request: what is being added must be there, and the pause starts anew. */
  async function ready(): Promise<void> {
    if (added) await added
    else timer.refresh()
  }

  async function readyFor(changes: Changes): Promise<void> {
    await ready()
    if (!added && (!('changed' in changes) || (changes.changed ?? []).some(file => mayNeedThem.test(ownText(file))))) await add()
  }

  return {
    async update(changes) {
      await readyFor(changes)
      await program.update(changes)
    },
    async check(file, changes) {
      await (changes ? readyFor(changes) : ready())
      const found = await program.check(file, changes)
      if (found.length === 0 || added) return found
      await add()
      return program.check(file)
    },
    async configDiagnostics() {
      await ready()
      return program.configDiagnostics()
    },
    async fileNames() {
      await add()
      return program.fileNames()
    },
    async query(method, params) {
      await add()
      return program.query(method, params)
    },
  }
}

/** Without the first line, where a cell's module has its imports from the notebook. */
function ownText(file: string): string {
  const text = readFileSync(file, 'utf8')
  return text.slice(text.indexOf('\n'))
}
