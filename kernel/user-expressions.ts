/** What a request wants evaluated beside its cell. */

import type { Compiler } from './compile/compiler.ts'
import { diagnosticsError } from './diagnostics.ts'
import type { ExecuteRequest, UserExpressionResult } from './interpreter.ts'
import type { ExecuteCommand } from './session/wire.ts'

type Expression = ExecuteCommand['expressions'][number]

export interface CompiledExpressions {
  readonly expressions: readonly Expression[]
  readonly refused: Readonly<Record<string, UserExpressionResult>>
}

/** One that does not parse fails alone. */
export function compileExpressions(
  compiler: Compiler,
  texts: ExecuteRequest['userExpressions'],
  shadowed: ReadonlySet<string>,
): CompiledExpressions {
  const expressions: Expression[] = []
  const refused: Record<string, UserExpressionResult> = {}
  for (const [key, text] of Object.entries(texts)) {
    const name = `In[${key}]`
    const emitted = compiler.emitExpression(text, { shadowed })
    if (emitted.ok) expressions.push({ key, run: { name, js: emitted.value.js, map: emitted.value.map } })
    else refused[key] = { status: 'error', error: diagnosticsError(name, text, emitted.diagnostics) }
  }
  return { expressions, refused }
}
