/** What cannot travel is named, with what to do instead. */

import assert from 'node:assert/strict'
import { Socket } from 'node:net'
import { test } from 'node:test'
import { NotShippableError, spawnThread } from '../../../src/index.ts'

function even(n: number): boolean {
  return n % 2 === 0
}

class Animal {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }

  say(): string {
    return this.name
  }
}

class Dog extends Animal {
  override say(): string {
    return `${super.say()} barks`
  }
}

test('what cannot travel is named, with what to do instead', async () => {
  const socket = new Socket()
  const bound = even.bind(null)
  const rex = new Dog('Rex')
  const promise = Promise.resolve(1)
  const table = { rows: [{ weak: new WeakMap() }] }
  const key = Symbol('own')
  const proxy = new Proxy({}, {})
  const cases: [() => unknown, RegExp][] = [
    [() => socket, /^socket is a Socket \(live handle\); open it inside the function instead$/],
    [() => bound, /^bound is native or bound; wrap it: x => bound\(x\)$/],
    [(() => 1).bind(null), /^the function is native or bound; wrap it: x => f\(x\)$/],
    [() => rex, /^rex is an instance of Dog; its class would be lost/],
    [() => promise, /^promise is a Promise.*await it first/],
    [() => table, /^table\.rows\[0\]\.weak is a WeakMap/],
    [() => key, /^key is a symbol.*Symbol\.for/],
    [() => proxy, /^proxy is a Proxy/],
  ]
  for (const [fn, message] of cases) {
    await assert.rejects(
      Promise.resolve(spawnThread(fn)),
      error => error instanceof NotShippableError && error.code === 'TSLOOM_NOT_SHIPPABLE' && message.test(error.message),
      String(message),
    )
  }
})

test('arguments and results that cannot travel are named', async () => {
  const take = (value: unknown) => value !== undefined
  await assert.rejects(
    Promise.resolve(spawnThread(take, { a: [new Dog('x')] })),
    /^NotShippableError: arguments\[0\]\.a\[0\] is an instance of Dog/,
  )
  await assert.rejects(Promise.resolve(spawnThread(() => ({ f: () => 1 }))), /^NotShippableError: the result\.f is a function/)
  await assert.rejects(Promise.resolve(spawnThread(() => new Dog('x'))), /^NotShippableError: the result is an instance of Dog/)
})

test('a method that leans on its class says so', async () => {
  const { say } = Dog.prototype
  await assert.rejects(Promise.resolve(spawnThread(() => say())), /uses super of its class/)
})

test('streams, generators and data nested without end are named', async () => {
  const stream = new ReadableStream()
  const generator = (function* () {
    yield 1
  })()
  const watched = new Proxy(even, {})
  let deep: unknown = null
  for (let i = 0; i < 100_000; i++) deep = [deep]
  const cases: [() => unknown, RegExp][] = [
    [() => stream, /^stream is a ReadableStream, which cannot be copied, only moved; pass it as an argument: transfer\(stream\)$/],
    [() => generator, /^generator is a running generator/],
    [() => watched(1), /^watched is a Proxy of a function/],
    [() => deep, /^deep is nested too deeply/],
  ]
  for (const [fn, message] of cases) await assert.rejects(Promise.resolve(spawnThread(fn)), { code: 'TSLOOM_NOT_SHIPPABLE', message })
})
