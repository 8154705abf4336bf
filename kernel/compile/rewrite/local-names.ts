import type { Program, Statement } from 'oxc-parser'
import { blockNames, varNames } from './scope.ts'

/** Top-level names that are not notebook variables: those that magics and the type stripper make up. */
export function localNames(program: Program, slots: ReadonlySet<string>): ReadonlySet<string> | undefined {
  const names = new Set<string>()
  const statements = program.body as readonly Statement[]
  blockNames(statements, names)
  for (const statement of statements) {
    varNames(statement, names)
    if (statement.type === 'ImportDeclaration') for (const { local } of statement.specifiers) names.add(local.name)
  }
  for (const name of names) if (slots.has(name)) names.delete(name)
  return names.size > 0 ? names : undefined
}
