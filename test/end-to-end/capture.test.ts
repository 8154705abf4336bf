/** Functions of cells that travel. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { type TestKernel, testKernel } from '../support/kernel.ts'

let kernel: TestKernel
before(async () => {
  kernel = await testKernel()
  await value("import { spawnThread, spawnProcess, ThreadPool } from 'tsloom'\nconst pool = new ThreadPool({ workers: 1 })")
})
after(() => kernel[Symbol.asyncDispose]())

async function value(code: string): Promise<string> {
  const cell = await kernel.run(code)
  assert.equal(cell.status, 'ok', cell.errors[0]?.traceback)
  return stripVTControlCharacters(String(cell.result)).replaceAll(/\s+/g, ' ')
}

test('functions share a local that one of them changes, each maker has its own', async () => {
  await value('const counter = () => { let n = 0; return { inc: () => ++n, get: () => n } }\nconst a = counter(), b = counter()')
  assert.equal(await value('await pool.submit(() => { a.inc(); a.inc(); b.inc(); return [a.get(), b.get()] })'), '[ 2, 1 ]')
  assert.equal(await value('[a.get(), b.get()]'), '[ 0, 0 ]')
  assert.equal(await value('a.inc(); await pool.submit(() => a.get())'), '1')
})

test('scopes within each other, and names that hide others, stay apart', async () => {
  await value(`function make(start: number) {
    let n = start
    { let m = 10
      const up = () => { n++; m++; return [n, m] }, look = () => [n, m], outer = () => n
      { const n = 77; const hide = () => n; return { up, look, outer, hide } } } }
  const c = make(5), d = make(100)
  const all = () => [c.up(), c.look(), c.outer(), c.hide(), d.up()].join(' ')`)
  const expected = "'6,11 6,11 6 77 101,11'"
  assert.equal(await value('await pool.submit(all)'), expected)
  assert.equal(await value('await spawnThread(() => spawnThread(all))'), expected)
  assert.equal(await value('await spawnProcess(all)'), expected)
})

test('what a worker sends on finds what it uses', async () => {
  await value('const slot = 2')
  assert.equal(
    await value('{ const k = 7; await spawnThread(() => { const z = 1; return spawnThread(() => k + slot + z) }) }'),
    'undefined',
  )
  assert.equal(
    await value('await (async () => { const k = 7; return spawnThread(() => { const z = 1; return spawnThread(() => k + slot + z) }) })()'),
    '10',
  )
})

test('classes, methods and functions of a switch take locals along', async () => {
  const code = (last: string) => `await (async () => {
    const loc = 3
    class L { v = loc; static s = loc * 2; m() { return loc } }
    class M extends L { w = this.v + loc }
    const { method } = { method() { return loc + 1 } }
    switch (loc as number) { case 3: { function inSwitch() { return loc + 2 } return ${last} } }
  })()`
  assert.equal(await value(code('pool.submit(() => [new M().w, L.s, new M().m()])')), '[ 6, 6, 3 ]')
  assert.equal(await value(code('Promise.all([pool.submit(method), pool.submit(inSwitch)])')), '[ 4, 5 ]')
})
