import assert from 'node:assert/strict'
import * as path from 'node:path'
import { basename } from 'node:path'
import { test } from 'node:test'
import leven from 'leven'
import { sleep, spawnThread } from '../../../src/index.ts'
import Greeter, { countCalls, LibraryError, settings } from '../support/library.ts'

let mutable = 1
const numbers = new Map([['one', 1]])
const Colour = { 0: 'Red', Red: 0 } as const

function even(n: number): boolean {
  return n === 0 || odd(n - 1)
}

function odd(n: number): boolean {
  return n !== 0 && even(n - 1)
}

class Animal {
  #name: string
  static made = 0

  constructor(name: string) {
    this.#name = name
    Animal.made++
  }

  say(): string {
    return `${this.#name} ${numbers.size}`
  }
}

class Dog extends Animal {
  override say(): string {
    return `${super.say()} ${String(even(4))}`
  }
}

class OddError extends Error {
  readonly detail: unknown

  constructor(message: string, detail: unknown, options?: ErrorOptions) {
    super(message, options)
    this.detail = detail
  }
}

function makeAdder(k: number): (x: number) => number {
  const inner = { k }
  return x => x + inner.k
}

test('recursion and mutual recursion travel', async () => {
  assert.equal(await spawnThread(even, 10), true)
})

test('classes travel with inheritance, private fields and statics', async () => {
  const said = await spawnThread(() => {
    const dog = new Dog('Rex')
    return [dog.say(), Animal.made, dog instanceof Animal]
  })
  assert.deepEqual(said, ['Rex 1 true', 1, true])
})

test('closures keep their own locals, also when these have the same names', async () => {
  const [add5, add7] = [makeAdder(5), makeAdder(7)]
  assert.deepEqual(await spawnThread(() => [add5(1), add7(1)]), [6, 8])
})

test('variables are read anew at each call', async () => {
  const read = () => [mutable, numbers.get('one')]
  assert.deepEqual(await spawnThread(read), [1, 1])
  mutable = 2
  numbers.set('one', 11)
  assert.deepEqual(await spawnThread(read), [2, 11])
  numbers.set('one', 1)
})

test('functions shipped together share their variables', async () => {
  const increment = () => ++mutable
  const read = () => mutable
  const before = mutable
  assert.equal(await spawnThread(() => [increment(), increment(), read()].at(-1)), before + 2)
  assert.equal(mutable, before, 'writes do not come back')
})

test('imports are imported again: named, default, namespace, node:, npm and local', async () => {
  const used = await spawnThread(() => [
    basename('/a/b'),
    path.extname('c.d'),
    new Greeter().greet('you'),
    countCalls(),
    settings.depth,
    leven('cat', 'cow'),
  ])
  assert.deepEqual(used, ['b', '.d', 'hello you', 1, 3, 2])
})

test('built-in functions travel by name', async () => {
  const { max } = Math
  const log = console.log
  assert.deepEqual(await spawnThread(() => [max(1, 2), typeof log, JSON.stringify(Colour)]), [2, 'function', '{"0":"Red","Red":0}'])
})

test('data of all kinds keeps its type', async () => {
  const buffer = Buffer.from('bytes')
  const data = {
    date: new Date(5),
    pattern: /x/g,
    big: 5n,
    floats: new Float64Array([1, 2]),
    set: new Set([buffer]),
    url: new URL('http://a/b'),
    key: Symbol.for('k'),
    nothing: undefined,
  }
  const seen = await spawnThread(() => [
    data.date.getTime(),
    data.pattern.flags,
    data.big,
    data.floats[1],
    Buffer.isBuffer([...data.set][0]),
    data.url.pathname,
    data.key === Symbol.for('k'),
    'nothing' in data,
  ])
  assert.deepEqual(seen, [5, 'g', 5n, 2, true, '/b', true, true])
})

test('shared memory is shared', async () => {
  const shared = new Int32Array(new SharedArrayBuffer(4))
  await spawnThread(() => Atomics.add(shared, 0, 7))
  assert.equal(shared[0], 7)
})

test('functions and classes inside arguments and captured data travel, cycles too', async () => {
  const tools: { double(x: number): number; self?: unknown } = { double: x => x * 2 }
  tools.self = tools
  const result = await spawnThread(
    (given: typeof tools, Cls: typeof Dog) => [
      given.double(4),
      (given.self as typeof tools) === given,
      new Cls('A').say(),
      tools.double(1),
    ],
    tools,
    Dog,
  )
  assert.deepEqual(result, [8, true, 'A 1 true', 2])
})

test('methods, generators and async functions travel', async () => {
  const object = {
    base: 2,
    twice(n: number) {
      return n * 2
    },
    get ten() {
      return 10
    },
  }
  const { twice } = object
  const count = function* (n: number) {
    for (let i = 0; i < n; i++) yield i
  }
  assert.deepEqual(await spawnThread(async (n: number) => [twice(n), [...count(n)], await Promise.resolve(object.ten)], 3), [
    6,
    [0, 1, 2],
    10,
  ])
})

test('own properties of a function travel with it', async () => {
  const memo = Object.assign((n: number) => (memo.cache.has(n) ? 'hit' : 'miss'), { cache: new Map([[1, 1]]) })
  assert.deepEqual(await spawnThread(() => [memo(1), memo(2)]), ['hit', 'miss'])
})

test('an error comes back with its class, message, properties, cause and the place it was thrown', async () => {
  const thrown = await spawnThread(() => {
    throw new OddError('odd', { deep: [1] }, { cause: new RangeError('why') })
  }).catch((error: unknown) => error)
  assert.ok(thrown instanceof OddError)
  assert.equal(thrown.message, 'odd')
  assert.deepEqual(thrown.detail, { deep: [1] })
  assert.ok(thrown.cause instanceof RangeError)
  assert.match(String(thrown.stack), /shipping\.test\.js:\d+:\d+/)
  assert.doesNotMatch(String(thrown.stack), /thread-entry/)
})

test('the stack shows the line and column of the original', async () => {
  const fails = () => {
    throw new Error(`there ${mutable}`)
  }
  const place = (error: unknown) => /shipping\.test\.js:\d+:\d+/.exec(String((error as Error).stack))?.[0]
  const here = await new Promise(fails).catch(place)
  assert.notEqual(here, undefined)
  assert.equal(await spawnThread(fails).catch(place), here)
})

test('AggregateError and thrown values that are no errors come back', async () => {
  const many = await spawnThread(() => Promise.any([Promise.reject(new TypeError('a'))])).catch((error: unknown) => error)
  assert.ok(many instanceof AggregateError && many.errors[0] instanceof TypeError)
  assert.equal(
    await spawnThread(() => {
      throw 'text'
    }).catch((error: unknown) => error),
    'text',
  )
})

test('an exported function of a library is imported, however it was come by', async () => {
  const library = { sleep, leven }
  const { sleep: pause, leven: distance } = library
  assert.equal(await spawnThread(async () => (await pause(1)) ?? distance('a', 'b')), 1)
})

test('errors of an imported class are of that class when they come back', async () => {
  const error = await spawnThread(() => {
    throw new LibraryError('from there', 7)
  }).catch((error: unknown) => error)
  assert.ok(error instanceof LibraryError)
  assert.equal(error.detail, 7)
})

test('captured errors keep class, properties and cause', async () => {
  const error = new OddError('kept', [1], { cause: new TypeError('why') })
  const seen = await spawnThread(() => [error instanceof OddError, error.message, error.detail, (error.cause as Error).name])
  assert.deepEqual(seen, [true, 'kept', [1], 'TypeError'])
})

test('arrays with holes, named properties and matches of regular expressions arrive whole', async () => {
  const match = /b(?<letter>.)/.exec('abc')
  const holes: unknown[] = Object.assign(new Array(3), { 2: 3 })
  const table = JSON.parse('{"__proto__":1,"list":[]}') as object
  const seen = await spawnThread(() => [match?.groups?.letter, match?.index, 1 in holes, Object.keys(table)])
  assert.deepEqual(seen, ['c', 1, false, ['__proto__', 'list']])
})
