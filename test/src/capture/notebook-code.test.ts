/** Functions as the kernel compiles them: notebook variables are global slots, locals are told by a thunk. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { runInThisContext } from 'node:vm'
import { threadId } from 'node:worker_threads'
import { CAPTURED_LOCALS, CONSTANT_LOCALS, type CompiledRuntime, RUNTIME_GLOBAL } from '../../../src/capture/contract.ts'
import { spawnThread } from '../../../src/index.ts'

const CELL = `
  makeAdder = function makeAdder(k) { const fib = __tsloom.closure(n => n < 2 ? n : fib(n - 1) + fib(n - 2), () => ({ fib })); return __tsloom.closure(x => x + k + fib(5), () => ({ k, fib })) }
  counter = 1
  bump = function bump() { return ++counter }
  useShadowed = function () { return __tsloom.shadowed.URL }
  waiting = async function () { const $c = __tsloom.enter(); $c.resume(await $c.wait(null)); return counter }
  whichThread = () => threadId
  Colour = {}; Colour[Colour.Red = 0] = 'Red'; Colour[Colour.Blue = 1] = 'Blue'
  colours = () => [Colour.Blue, Colour[0]]
  thrower = function thrower() {
      throw new Error('from cell ' + counter)
  }
`

const globals = globalThis as unknown as Record<string, unknown>
const slots = ['makeAdder', 'counter', 'bump', 'useShadowed', 'waiting', 'thrower', 'whichThread', 'threadId', 'Colour', 'colours']

let reassigned = false

before(() => {
  const runtime: Partial<CompiledRuntime> = {
    closure: (fn, locals) => Object.assign(fn, { [CAPTURED_LOCALS]: locals }),
    shadowed: { URL: 'mine' },
    origin: () => undefined,
    importedSlot: name => (name === 'threadId' && !reassigned ? { specifier: 'node:worker_threads', name } : undefined),
    locate(source) {
      const offset = CELL.indexOf(source)
      if (offset < 0) return undefined
      const lines = CELL.slice(0, offset).split('\n')
      return { file: 'In[3]', line: lines.length - 1, column: lines.at(-1)?.length ?? 0 }
    },
  }
  Object.defineProperty(globalThis, RUNTIME_GLOBAL, { value: runtime, configurable: true })
  runInThisContext(`{${CELL}}`, { filename: 'In[3]' })
})

after(() => {
  for (const name of [...slots, RUNTIME_GLOBAL]) Reflect.deleteProperty(globalThis, name)
})

test('a notebook variable is one slot that all shipped functions share', async () => {
  const bump = globals.bump as () => number
  const twice = globals.makeAdder as (k: number) => (x: number) => number
  assert.equal(await spawnThread(bump), 2)
  assert.equal(globals.counter, 1)
  assert.equal(await spawnThread(twice(10), 1), 16)
})

test('a name that is a built-in global is taken from the shadowed ones', async () => {
  assert.equal(await spawnThread(globals.useShadowed as () => unknown), 'mine')
})

test('compiled async functions find their runtime in the worker', async () => {
  assert.equal(await spawnThread(globals.waiting as () => Promise<number>), 1)
})

test('a variable that an import filled is imported there, also a number; one assigned since is sent', async () => {
  globals.threadId = threadId
  assert.notEqual(await spawnThread(globals.whichThread as () => number), threadId)
  globals.threadId = 77
  reassigned = true
  assert.equal(await spawnThread(globals.whichThread as () => number), 77)
})

test('locals that are constant are read once, as soon as all have a value', async () => {
  const [base, other]: { value?: number }[] = [{}, { value: 1 }]
  let reads = 0
  const marked = Object.assign((x: number) => x + (base?.value ?? 0) + (other?.value ?? 0), {
    [CONSTANT_LOCALS]: () => {
      reads++
      return { base: base?.value === undefined ? undefined : base, other }
    },
  })
  assert.equal(await spawnThread(marked, 1), 2)
  assert.ok(base)
  base.value = 10
  assert.equal(await spawnThread(marked, 1), 12)
  reads = 0
  // The data that they hold may still change.
  base.value = 20
  assert.equal(await spawnThread(marked, 1), 22)
  assert.equal(await spawnThread(marked, 1), 22)
  assert.ok(reads <= 1, `${reads}`)
})

test('enums travel', async () => {
  assert.deepEqual(await spawnThread(globals.colours as () => unknown[]), [1, 'Red'])
})

test('the stack of a shipped function shows cell, line and column of the original', async () => {
  const local = (() => {
    try {
      ;(globals.thrower as () => void)()
    } catch (error) {
      return String((error as Error).stack)
    }
    return ''
  })()
  const remote = (await spawnThread(globals.thrower as () => void).catch((error: unknown) => error)) as Error
  const place = (stack: string) => /at thrower \((In\[3\]:\d+:\d+)\)/.exec(stack)?.[1]
  assert.equal(place(String(remote.stack)), place(local))
  assert.notEqual(place(local), undefined)
})
