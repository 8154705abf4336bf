import type { Oxc } from './oxc.ts'

/** Where the TypeScript expression that starts at `from` ends; `undefined` if none does. */
export function expressionEnd(oxc: Oxc, text: string, from: number): number | undefined {
  let end = text.length
  // Each try ends where the parser stopped understanding the one before.
  for (let tries = 0; tries < 8 && end > from; tries++) {
    const source = `(${text.slice(from, end)}\n)`
    const { program, errors } = oxc.parse(source, 'ts')
    const [statement] = program.body
    if (errors.length === 0 && program.body.length === 1 && statement?.type === 'ExpressionStatement') {
      const { expression } = statement
      const isWhole = expression.type === 'ParenthesizedExpression' && expression.start === 0 && expression.end === source.length
      if (isWhole) return from + expression.expression.end - 1
    }
    const errorAt = errors[0]?.labels[0]?.start
    if (errorAt === undefined) return undefined
    end = Math.min(from + errorAt - 1, end - 1)
  }
  return undefined
}

export function isUnfinishedExpression(oxc: Oxc, text: string): boolean {
  const source = `(${text}`
  const [error] = oxc.parse(source, 'ts').errors
  // With all of its own brackets closed, only the one put in front is missing.
  return error !== undefined && expressionEnd(oxc, text, 0) === undefined && (error.labels[0]?.start ?? 0) >= source.trimEnd().length
}
