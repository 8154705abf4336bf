import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMachine } from '../../support/notebook-machine.ts'

/** After `class URL`, `URL` of these cells is the notebook's `class URL { mine = true }`. */
const CASES: readonly (readonly [title: string, code: string, shown: unknown])[] = [
  ['a plain reference', 'new URL().mine', true],
  ['typeof', 'typeof URL', 'function'],
  ['a shorthand property', 'const o = { URL }; new o.URL().mine', true],
  ['a function of a later cell', '(() => new URL().mine)()', true],
  ['a parameter of that name stays local', '(URL => URL)(1)', 1],
  ['a default that refers to it', '((a = URL) => new a().mine)()', true],
  ['a pattern parameter of that name stays local', '(({ URL }) => URL)({ URL: 2 })', 2],
  ['a local of that name in a block', '{ const URL = 3; var three = URL }\nthree', 3],
  ['a local that is declared later in the block', '(() => { const f = () => URL; const URL = 4; return f() })()', 4],
  ['a var that is declared in a nested block', '(() => { if (true) { var URL = 5 } return URL })()', 5],
  ['a catch parameter', '(() => { try { throw 6 } catch (URL) { return URL } })()', 6],
  ['a named function expression', '(function URL() { return typeof URL })()', 'function'],
  ['a loop variable', '(() => { for (const URL of [7]) return URL })()', 7],
  ['a label', '(() => { URL: for (;;) { break URL } return 8 })()', 8],
  ['an object key and a member', '({ URL: 9 }).URL', 9],
  ['a class field and a method of that name', 'const k = new (class { URL = 10; get() { return this.URL } })(); k.get()', 10],
  ['a field that refers to it', 'new (class { v = new URL().mine })().v', true],
  ['a computed key', '({ [URL.name]: 11 }).URL', 11],
  ['a template', '`${new URL().mine}`', 'true'],
  ['a generator', '[...(function* () { yield new URL().mine })()][0]', true],
  ['a type stays a type', 'const u: URL = new URL(); u.mine', true],
]

for (const [title, code, shown] of CASES) {
  test(`a redeclared global: ${title}`, async () => {
    const machine = await createMachine()
    await machine.run('class URL { mine = true }')
    assert.equal(await machine.run(code), shown)
    assert.equal(machine.context.URL, URL)
  })
}

test('assignments, updates and patterns write to the notebook variable, not to the global', async () => {
  const machine = await createMachine()
  await machine.run('let name = 1, URL: any = 0, fetch: any')
  await machine.run('URL = 1; URL++; URL += 2; ({ URL, a: fetch = 5 } = { URL: URL + 1 }); [fetch] = [fetch + 1]; for (URL of [URL + 1]);')
  assert.deepEqual([machine.shadowed.URL, machine.shadowed.fetch], [6, 6])
  assert.equal(machine.context.URL, URL)
})

test('every kind of declaration of a global name goes beside it and keeps its name', async () => {
  const machine = await createMachine()
  await machine.run(
    'function Map() { return 1 }; const fetch = () => 2; class Event {}; const { URL, x: [setTimeout] } = { URL: 3, x: [4] }; enum console { A }',
  )
  assert.deepEqual(Object.keys(machine.shadowed).sort(), ['Event', 'Map', 'URL', 'console', 'fetch', 'setTimeout'])
  assert.equal(await machine.run('[Map.name, fetch.name, Event.name, URL + setTimeout, console.A].join()'), 'Map,fetch,Event,7,0')
})

test('what is assigned to a global name is named by it', async () => {
  const machine = await createMachine()
  await machine.run('const Event = class {}; let URL: any = () => 1, Map: any, Set: any')
  await machine.run('Map = class {}; Set ??= (() => 2); ({ URL = () => 3 } = {} as any)')
  assert.equal(await machine.run('[Event, URL, Map, Set].map(value => value.name).join()'), 'Event,URL,Map,Set')
})

test('exports see the notebook variable', async () => {
  const machine = await createMachine()
  await machine.run('const URL = 5; export { URL as address }')
  assert.equal(machine.context.address, 5)
})
