import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMachine } from '../../support/notebook-machine.ts'

async function callsOf(code: string): Promise<string[]> {
  const machine = await createMachine()
  await machine.run(code)
  return machine.calls
}

const CALLS: readonly (readonly [title: string, code: string, calls: readonly string[]])[] = [
  ['code that does not wait has no frame', 'const f = async () => 1; f(); try { f() } catch {}', []],
  ['an await resumes', 'await 1; await 2', ['enter', 'resume', 'resume']],
  ['an arrow function with an expression', 'void (async () => await 1)(); await 0', ['enter', 'enter', 'resume', 'resume']],
  ['an arrow function that returns an object', 'await (async () => ({ a: await 1 }))()', ['enter', 'enter', 'resume', 'resume']],
  ['an await in an arguments list', 'const id = (x: number) => x; id(await id(await 1))', ['enter', 'resume', 'resume']],
  [
    'methods and getters of objects and classes',
    'class C { async m() { await 1 } static async s() { await 1 } async #p() { await 1 } go() { return this.#p() } }; await new C().m(); await C.s(); await new C().go(); await { async m() { await 1 } }.m()',
    ['enter', 'enter', 'resume', 'resume', 'enter', 'resume', 'resume', 'enter', 'resume', 'resume', 'enter', 'resume', 'resume'],
  ],
  [
    'catch checks, finally restores, and awaits in finally settle',
    'try { await 1; throw 2 } catch { await 3 } finally { await 4 }',
    ['enter', 'resume', 'caught', 'resume', 'restore', 'settle'],
  ],
  [
    'a catch within finally lets the clean-up go on',
    'try { await 1 } finally { try { throw 1 } catch { } }',
    ['enter', 'resume', 'restore', 'restore'],
  ],
  [
    'a function within finally is on its own',
    'try { await 1 } finally { await (async () => { await 2 })() }',
    ['enter', 'resume', 'restore', 'enter', 'resume', 'settle'],
  ],
  ['each turn of for await, and its end', 'for await (const x of [1, 2]) ;', ['enter', 'resume', 'resume', 'resume']],
  ['for await as the only statement', 'if (true) for await (const x of [1]) x; else ;', ['enter', 'resume', 'resume']],
  [
    'for await behind a label as the only statement',
    'if (true) a: b: for await (const x of [1]) { for (;;) continue a } else ;',
    ['enter', 'resume', 'resume'],
  ],
  ['for await behind a label', 'here: for await (const x of [1, 2]) { continue here }', ['enter', 'resume', 'resume', 'resume']],
  [
    'an async generator resumes behind yield',
    'async function* g() { yield 1; yield* [2] }; for await (const x of g()) ;',
    ['enter', 'enter', 'resume', 'resume', 'resume', 'resume', 'resume'],
  ],
  ['a generator that is not async is left alone', 'function* g() { yield 1 }; [...g()]', []],
]

for (const [title, code, calls] of CALLS) test(`${title}`, async () => assert.deepEqual(await callsOf(code), calls))

test('an interrupt stops a loop that awaits, cannot be swallowed, and runs finally to its end', async () => {
  const machine = await createMachine()
  await machine.run('const log: string[] = []; const nap = async () => {}')
  machine.interrupt(new Error('interrupted'))
  const running = machine.run(
    "try { for (;;) { try { await nap() } catch { log.push('swallowed') } } } finally { await nap(); log.push('closed') }",
  )
  await assert.rejects(running, /interrupted/)
  assert.deepEqual(structuredClone(machine.context.log), ['closed'])
})

test('an interrupt disposes what `await using` holds', async () => {
  const machine = await createMachine()
  await machine.run('const log: string[] = []; const nap = async () => {}')
  machine.interrupt(new Error('interrupted'))
  await assert.rejects(machine.run("await using a = { async [Symbol.asyncDispose]() { log.push('closed') } }; await nap()"), /interrupted/)
})

test('the value and the order of evaluation stay as they were', async () => {
  const machine = await createMachine()
  const value = await machine.run(
    'const log: number[] = []; const at = async (n: number) => { log.push(n); return n }; const t = (await at(1)) + (await at(2)) * -(await at(3)); const u = await at(4) ?? 0; `${log} ${t} ${u}`',
  )
  assert.equal(value, '1,2,3,4 -5 4')
})
