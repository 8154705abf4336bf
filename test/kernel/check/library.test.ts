import assert from 'node:assert/strict'
import { test } from 'node:test'
import { composeCell } from '../../../kernel/check/cell-module.ts'
import { openNotebook, request } from './notebook.ts'

const specifiers = (text: string): readonly (string | undefined)[] =>
  [...text.matchAll(/(?:import|from) ?["']([^"']+)["']/g)].map(([, specifier]) => specifier)

test('a cell names the same files whether or not a magic in it uses tsloom', () => {
  const magic = composeCell(request("import * as $tsloom from 'tsloom'\n$tsloom.prewarm(1)"), [], 0)
  const both = composeCell(
    request("import * as $tsloom from 'tsloom'\nimport * as $tsloom_notebook from 'tsloom/jupyter'\n$tsloom_notebook.showWorkers()"),
    [],
    0,
  )
  const plain = composeCell(request('1 + 1'), [], 0)
  assert.deepEqual(specifiers(magic.text), specifiers(plain.text))
  assert.deepEqual(specifiers(both.text), specifiers(plain.text))
  assert.deepEqual([magic.library, both.library, plain.library], [true, true, false])
  const own = composeCell(request("import * as $tsloom from 'tsloom'\nimport 'node:os'"), [], 0)
  assert.deepEqual(specifiers(own.text), [...specifiers(plain.text), 'node:os'])
})

test('what magics use is typed, from the first cell on, and errors stand where they are', async () => {
  await using notebook = openNotebook()
  const ts = "import * as $tsloom from 'tsloom'\nconst made: number = await $tsloom.spawnThread(() => process.pid.toFixed())"
  const { diagnostics } = await notebook.cell(ts)
  assert.deepEqual(
    diagnostics.map(({ code, start }) => [code, start]),
    [[2322, ts.indexOf('made')]],
  )
  assert.deepEqual(await notebook.errors("import * as $tsloom_notebook from 'tsloom/jupyter'\n$tsloom_notebook.nothing()"), [
    `2339 Property 'nothing' does not exist on type 'typeof import("${new URL('../../../kernel/session/jupyter-api', import.meta.url).pathname}")'.`,
  ])
  assert.deepEqual(await notebook.errors('$tsloom'), ["2304 Cannot find name '$tsloom'."])
})
