import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadCompiler } from '../../../kernel/compile/compiler.ts'

const compiler = await loadCompiler()

test('the functions of a cell are found where they stand, overloads together', () => {
  const code = `const n = 1, twice = (a: number) => a * 2, m = function () { return n }
function pick(a: string): string
function pick(a: number): number
function pick(a: unknown) { return a }
export class Box { v = n }
export default function main() {}
for (const f of [() => n]) f()`
  const cell = compiler.expand(code, { magics: [] })
  assert.ok(cell.ok)
  assert.deepEqual(
    cell.value.functions.map(({ name, kind, start, end }) => [
      name,
      kind,
      code.slice(start, end).split('\n').length,
      code.slice(start, start + 8),
    ]),
    [
      ['twice', 'variable', 1, 'twice = '],
      ['m', 'variable', 1, 'm = func'],
      ['pick', 'function', 3, 'function'],
      ['Box', 'class', 1, 'class Bo'],
      ['main', 'function', 1, 'function'],
    ],
  )
})
