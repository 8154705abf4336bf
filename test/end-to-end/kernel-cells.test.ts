import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestKernel, testKernel } from '../support/kernel.ts'

let kernel: TestKernel
before(async () => {
  kernel = await testKernel()
})
after(() => kernel[Symbol.asyncDispose]())

/** Runs the cells in order; all must succeed; returns the last one's result. */
async function last(...cells: string[]): Promise<string | undefined> {
  let result: string | undefined
  for (const code of cells) {
    const cell = await kernel.run(code)
    assert.equal(cell.status, 'ok', `${code}: ${cell.errors[0]?.traceback}`)
    result = cell.result
  }
  return result
}

test('a first line for the shell is a comment', async () => {
  assert.equal((await kernel.run("#!/usr/bin/env tsloom\nconst word: string = 'x'; word")).result, "'x'")
})

test('a cell is TypeScript, and its last expression is its result', async () => {
  const cell = await kernel.run('const n: number = 20; interface P { x: number }\nconst p = { x: n } satisfies P; (p as P).x! * 2')
  assert.equal(cell.result, '40')
  assert.deepEqual(
    cell.messages.map(({ header }) => header.msg_type),
    ['status', 'execute_input', 'execute_result', 'status'],
  )
  assert.equal(await last('1; 2;'), '2')
  assert.equal(await last('const declared = 1'), undefined)
  assert.equal(await last('undefined'), undefined)
  assert.equal(await last('null'), 'null')
  assert.equal(await last('if (1 < 2) 5'), undefined)
})

test('top-level await and for await work', async () => {
  assert.equal(await last('await new Promise<number>(resolve => setTimeout(resolve, 1, 7))'), '7')
  assert.equal(
    await last('async function* steps() { yield 1; yield 2 }\nlet total = 0\nfor await (const step of steps()) total += step\ntotal'),
    '3',
  )
  assert.equal(await last('Promise.resolve(1)'), 'Promise { 1 }')
})

test('every kind of declaration is there in later cells', async () => {
  await last(`
    const c = 1; let l = 2; var v = 3
    function f(x: number) { return x + c }
    async function g() { return l }
    function* h() { yield v }
    class K { constructor(readonly k = 4) {} }
    abstract class A { abstract a(): number }
    enum E { One = 1, Two }
    const enum CE { Five = 5 }
    type T = { t: number }
    interface I { i: number }
    namespace N { export const n = 6 }
    const { d1, ...rest } = { d1: 7, d2: 8 }, [x0, ...xs] = [9, 10]
    if (true) { var inner = 11 }
    export const exported = 12
    using disposed = { [Symbol.dispose]() {} }`)
  assert.equal(
    await last(`
    class B extends A { a() { return f(1) } }
    const t: T & I = { t: 1, i: 2 }
    ;[c, l, v, f(1), await g(), [...h()], new K().k, new B().a(), E.Two, E[1], CE.Five, t.t, N.n, d1, rest, x0, xs, inner, exported].flat().length`),
    '19',
  )
})

test('const, let, function, class, type, interface and enum can be declared anew, also as something else', async () => {
  await last('const a = 1; let b = 1; function f() { return 1 } class C { x = 1 } type T = number; interface I { i: 1 } enum E { A }')
  await last(
    "const a = 'a'; let b = 'b'; function f() { return 'f' } class C { y = 'c' } type T = string; interface I { j: string } enum E { B = 'e' }",
  )
  assert.equal(await last('const t: T = a + b + f() + new C().y + E.B; const i: I = { j: t }; i.j'), "'abfce'")
  await last('class f {}; const C = 5; function a() {}')
  assert.equal(await last('typeof f + typeof C + typeof a'), "'functionnumberfunction'")
})

test('names are live: a function sees what a later cell assigned or declared anew', async () => {
  await last('let live = 1; function getLive() { return live }', 'live = 100')
  assert.equal(await last('getLive()'), '100')
  await last('let live = 1000')
  assert.equal(await last('getLive()'), '1000')
  await last('function helper() { return 1 }\nfunction caller() { return helper() }', 'function helper() { return 2 }')
  assert.equal(await last('caller()'), '2')
})

test('a cell that throws keeps what it had declared before, and nothing of what came after', async () => {
  const failed = await kernel.run("const before = 1\nlet also = 2\nthrow new Error('stop')\nconst afterwards = 3")
  assert.equal(failed.status, 'error')
  assert.equal(await last('before + also'), '3')
  const missing = await kernel.run('afterwards')
  assert.match(missing.errors[0]?.message ?? '', /Cannot find name 'afterwards'/)
  const redeclared = await kernel.run("const before = 'new'\nthrow new Error('stop')")
  assert.equal(redeclared.status, 'error')
  assert.equal(await last('before.toUpperCase()'), "'NEW'")
})

test('names of built-in globals can be declared without harm to Node', async () => {
  await last("const URL = 'mine', setTimeout = 5, process = { mine: true }, Promise = 7")
  assert.equal(await last('[URL, setTimeout, process.mine, Promise].join()'), "'mine,5,true,7'")
  assert.equal(
    await last(
      "await new globalThis.Promise<string>(resolve => globalThis.setTimeout(() => resolve(new globalThis.URL('http://a/b').pathname), 1))",
    ),
    "'/b'",
  )
})

test('user expressions are evaluated after the cell, and each may fail on its own', async () => {
  const cell = await kernel.run('const base = 20', {
    userExpressions: { good: 'base * 2', bad: "(() => { throw new Error('no') })()", wrong: 'base +' },
  })
  assert.equal(cell.status, 'ok')
  const expressions = cell.reply.user_expressions as Record<
    string,
    { status: string; data?: Record<string, string>; ename?: string; evalue?: string }
  >
  assert.equal(expressions.good?.status, 'ok')
  assert.match(expressions.good?.data?.['text/plain'] ?? '', /40/)
  assert.deepEqual([expressions.bad?.status, expressions.bad?.evalue], ['error', 'no'])
  assert.deepEqual([expressions.wrong?.status, expressions.wrong?.ename], ['error', 'SyntaxError'])
})

test('a cell ends whatever its variables and expressions do when they are looked at', async () => {
  await last('let looked = 1')
  await last("Object.defineProperty(globalThis, 'looked', { get() { throw new Error('getter') }, set() {}, configurable: true })\n0")
  const cell = await kernel.run('looked = 2; const other = 3; let looked2 = 4; throw new Error("own")')
  assert.equal(cell.reply.evalue, 'own')
  const redeclared = await kernel.run('let looked = 5')
  assert.ok(['ok', 'error'].includes(redeclared.status))
  const big = "({ [Symbol.for('Jupyter.display')]() { return { 'application/json': 10n } } })"
  const expressions = await kernel.run('1', { userExpressions: { big } })
  assert.equal(expressions.status, 'ok')
  assert.match(JSON.stringify(expressions.reply.user_expressions), /BigInt/)
  assert.match((await kernel.run(big)).errors[0]?.message ?? '', /BigInt/)
})

test('a silent cell shows no result and takes no number', async () => {
  const before = (await kernel.run('1')).reply.execution_count as number
  const silent = await kernel.run('console.log("said"); 5', { silent: true })
  assert.deepEqual([silent.stdout, silent.result], ['said\n', undefined])
  assert.equal((await kernel.run('1')).reply.execution_count, before + 1)
})

test('cells queued behind one that fails are aborted, unless stop_on_error is off', async () => {
  let queued: Promise<unknown> = Promise.resolve()
  const stdin = async (): Promise<string> => {
    await queued
    return ''
  }
  const failing = kernel.run("import { input } from 'tsloom/jupyter'\nawait input()\nthrow new Error('x')", { stdin })
  const behind = [kernel.run('1'), kernel.run('2')]
  // A channel's requests are taken in order: once this one is answered, the cells before it are queued.
  queued = kernel.client.request('shell', 'is_complete_request', { code: '1' })
  const aborted = await Promise.all([failing, ...behind])
  assert.deepEqual(
    aborted.map(({ status }) => status),
    ['error', 'aborted', 'aborted'],
  )
  const going = await Promise.all([kernel.run("throw new Error('x')", { stopOnError: false }), kernel.run('3')])
  assert.deepEqual(
    going.map(({ status }) => status),
    ['error', 'ok'],
  )
})

test('hundreds of queued cells see each other’s names and types', async () => {
  const cells = await Promise.all([
    kernel.run('const q0 = 0'),
    ...Array.from({ length: 299 }, (_, i) =>
      kernel.run(`const q${i + 1}: number = q${i} + 1; function step${i + 1}() { return q${i + 1} }`),
    ),
  ])
  assert.ok(cells.every(({ status }) => status === 'ok'))
  assert.equal(await last('q299 + q0 + step1() + step299()'), '599')
  const typed = await kernel.run('const s: string = q0; const t: string = q299')
  assert.deepEqual([...(typed.errors[0]?.traceback ?? '').matchAll(/TS2322/g)].length, 2)
})

test('a notebook of 300 cells, queued at once as by Run All, each typed by the one before', async () => {
  await kernel.run('const step0 = { count: 0 }')
  const cells = Array.from({ length: 300 }, (_, i) => kernel.run(`const step${i + 1} = { count: step${i}.count + 1 }; step${i + 1}.count`))
  const results = (await Promise.all(cells)).map(({ result, errors }) => errors[0]?.traceback ?? result)
  assert.deepEqual(
    results,
    Array.from({ length: 300 }, (_, i) => `${i + 1}`),
  )
  assert.match((await kernel.run('step300.count.nope')).errors[0]?.message ?? '', /'nope' does not exist on type 'number'/)
})
