import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CheckedCell } from '../../../kernel/check/types.ts'
import type { NamedFunction } from '../../../kernel/compile/types.ts'
import { type Names, openNotebook, request, type TestNotebook } from './notebook.ts'

/** Checks a cell of one function, whose text is the whole cell. */
function declare(notebook: TestNotebook, ts: string, name: string, kind: NamedFunction['kind'] = 'function'): Promise<CheckedCell> {
  const start = kind === 'variable' ? 'const '.length : 0
  const names: Names = { [name]: kind === 'variable' ? 'const' : kind }
  const cell = { ...request(ts, names), functions: [{ name, kind, start, end: ts.length }] }
  return notebook.checker.check(cell, { publish: 'if-clean' })
}

async function misfits(cell: CheckedCell): Promise<string[]> {
  return ((await cell.misfits) ?? []).map(({ name, changed, request, diagnostic }) => {
    const at = request.ts.slice(diagnostic.start, diagnostic.end)
    return `${name} uses ${changed.join()}: ${diagnostic.code} at ${at}`
  })
}

test('a function that does not fit what was declared anew is found, once', async () => {
  await using notebook = openNotebook()
  await notebook.cell('let a = 1; const unused = 1', { a: 'let', unused: 'const' })
  await declare(notebook, 'function use() { return a.toFixed(1) }', 'use')
  await declare(notebook, 'const arrow = () => a * 2', 'arrow', 'variable')
  await declare(notebook, 'class Box { value = a ** 2 }', 'Box', 'class')
  assert.deepEqual(await misfits(await notebook.cell("let a = 'text'", { a: 'let' })), [
    'use uses a: 2551 at toFixed',
    'arrow uses a: 2362 at a',
    'Box uses a: 2362 at a',
  ])
  assert.deepEqual(await misfits(await notebook.cell("let a = 'other'", { a: 'let' })), [])
})

test('nothing is said where the type still fits, or nobody uses the name', async () => {
  await using notebook = openNotebook()
  await notebook.cell('let a = 1; const unused = 1', { a: 'let', unused: 'const' })
  await declare(notebook, 'function use() { return `${a}` }', 'use')
  assert.equal((await notebook.cell("const unused = 'x'", { unused: 'const' })).misfits, undefined)
  assert.deepEqual(await misfits(await notebook.cell("let a = 'text'", { a: 'let' })), [])
})

test('a name of its own cell counts, and a function that was declared anew itself does not', async () => {
  await using notebook = openNotebook()
  const ts = 'interface P { x: number }\nfunction f(p: P) { return p.x }'
  const cell = {
    ...request(ts, { P: 'interface', f: 'function' }),
    functions: [{ name: 'f', kind: 'function' as const, start: 26, end: ts.length }],
  }
  await notebook.checker.check(cell, { publish: 'if-clean' })
  assert.deepEqual(await misfits(await notebook.cell('interface P { y: 1 }', { P: 'interface' })), ['f uses P: 2339 at x'])
  await declare(notebook, 'function f(p: P) { return p.y }', 'f')
  const both = await notebook.cell('interface P { z: 1 }; function f(p: P) { return p.z }', { P: 'interface', f: 'function' })
  assert.deepEqual(await misfits(both), [])
})

test('a fault that a function had before is not blamed on the change', async () => {
  await using notebook = openNotebook()
  await notebook.cell('let a = 1', { a: 'let' })
  const ts = 'function g() { return a + missing }'
  const cell = { ...request(ts, { g: 'function' }), functions: [{ name: 'g', kind: 'function' as const, start: 0, end: ts.length }] }
  await notebook.checker.check(cell, { publish: 'always' })
  assert.deepEqual(await misfits(await notebook.cell("let a = 'text'", { a: 'let' })), [])
})
