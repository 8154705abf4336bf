/** A checker with a notebook's folder, for tests: cells are given with what the compiler would say of them. */

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createChecker, type TypeChecker } from '../../../kernel/check/checker.ts'
import { startTypeServer, type TypeSession, type TypeSessionOptions } from '../../../kernel/check/type-session.ts'
import type { CheckedCell, CheckRequest } from '../../../kernel/check/types.ts'
import type { Declaration } from '../../../kernel/compile/types.ts'

/** With a module the local name is that of its export, or `*`. */
export type Names = Readonly<Record<string, Declaration['kind'] | readonly [Declaration['kind'], local: string, module?: string]>>

export interface TestNotebook extends AsyncDisposable {
  readonly checker: TypeChecker
  readonly types: TypeSession
  readonly folder: string
  readonly notices: readonly string[]
  write(file: string, text: string): void
  /** Checks and publishes if clean. */
  cell(ts: string, names?: Names): Promise<CheckedCell>
  /** What is wrong with the cell: `2322 Type …`. */
  errors(ts: string, names?: Names): Promise<readonly string[]>
}

export function openNotebook(files: Readonly<Record<string, string>> = {}, options: Partial<TypeSessionOptions> = {}): TestNotebook {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tsloom-check-')))
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  for (const [file, text] of Object.entries(files)) write(file, text)
  const notices: string[] = []
  const types = startTypeServer({ directory: folder, notice: text => notices.push(text), ...options })
  const checker = createChecker(types)
  const cell = (ts: string, names: Names = {}): Promise<CheckedCell> => checker.check(request(ts, names), { publish: 'if-clean' })
  return {
    checker,
    types,
    folder,
    notices,
    write,
    cell,
    errors: async (ts, names) => (await cell(ts, names)).diagnostics.map(({ code, message }) => `${code} ${message}`),
    async [Symbol.asyncDispose]() {
      await checker.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const erased = new Set<Declaration['kind']>(['type', 'interface'])

export function request(ts: string, names: Names = {}): CheckRequest {
  const declarations = Object.entries(names).map(([name, declared]): Declaration => {
    if (typeof declared === 'string') return { name, kind: declared, hasValue: !erased.has(declared) }
    const [kind, local, module] = declared
    if (module === undefined) return { name, kind, hasValue: true, local }
    return { name, kind, hasValue: true, from: { module, ...(local === '*' ? {} : { name: local }) } }
  })
  const own = new Set(declarations.flatMap(({ name, kind }) => (kind === 'export-alias' ? [] : [name])))
  const mentions = new Set((ts.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu) ?? []).filter(word => !own.has(word)))
  return { ts, declarations, mentions }
}
