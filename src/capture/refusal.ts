/** What cannot travel, and errors that name it. */

import { EventEmitter } from 'node:events'
import * as types from 'node:util/types'
import { NotShippableError } from '../errors.ts'
import type { Placeholder } from './shipment.ts'

export function classNameOf(value: object): string {
  const cls: unknown = value.constructor
  return typeof cls === 'function' ? cls.name : 'Object'
}

/** `a Socket`, `an Int32Array`. */
export function classWithArticle(value: object): string {
  const name = classNameOf(value)
  return `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`
}

/** What a task's result is called. */
export const RESULT = 'the result'

export function refusal(value: object, path: string): NotShippableError {
  const name = classNameOf(value)
  const no = (why: string, advice: readonly [toPass: string, toReturn: string]): NotShippableError =>
    new NotShippableError(`${path} is ${why}${advice[path.startsWith(RESULT) ? 1 : 0]}`)
  if (types.isPromise(value)) return no('a Promise, which cannot travel; ', ['await it first and pass its value', 'await it first'])
  if (value instanceof WeakMap || value instanceof WeakSet || value instanceof WeakRef) {
    const strong = name.replace('Weak', '')
    return no(`a ${name}, which cannot travel; `, [
      `pass a ${strong} instead, or make it inside the function`,
      `return a ${strong} instead`,
    ])
  }
  if (types.isGeneratorObject(value))
    return no('a running generator, which cannot travel; ', ['pass its values: [...generator]', 'return its values: [...generator]'])
  if (value instanceof EventEmitter || value instanceof EventTarget || '_handle' in value || 'fd' in value)
    return no(`${classWithArticle(value)} (live handle); `, ['open it inside the function instead', 'return data instead'])
  const advice = [`Pass plain data and make the ${name} inside the function`, 'Return plain data'] as const
  return no(`an instance of ${name}; its class would be lost. `, advice)
}

/** Can only move to another thread, not be copied. */
export function movable(value: object): boolean {
  return MOVABLE.has(classNameOf(value))
}

const MOVABLE: ReadonlySet<string> = new Set(['MessagePort', 'ReadableStream', 'WritableStream', 'TransformStream'])

/** Its memory has moved elsewhere. */
export function detached(value: ArrayBufferView | ArrayBufferLike): boolean {
  const buffer = ArrayBuffer.isView(value) ? value.buffer : value
  if (buffer.byteLength > 0) return false
  try {
    new Uint8Array(buffer)
    return false
  } catch {
    return true
  }
}

/** Its constructor is the global of that name, not a subclass. */
export function isBuiltin(prototype: object): boolean {
  const cls = prototype.constructor
  return (globalThis as unknown as Record<string, unknown>)[cls.name] === cls
}

/** @throws NotShippableError for a symbol that is not found by its name */
export function symbolPlaceholder(value: symbol, path: string): Placeholder {
  const registered = Symbol.keyFor(value)
  if (registered !== undefined) return { $tsloom: 'symbol', key: registered }
  const wellKnown = Object.getOwnPropertyNames(Symbol).find(name => (Symbol as unknown as Record<string, unknown>)[name] === value)
  if (wellKnown !== undefined) return { $tsloom: 'symbol', key: `@@${wellKnown}` }
  throw new NotShippableError(`${path} is a symbol of its own (${String(value)}), which would be another one there; use Symbol.for('…')`)
}
