/** Errors for instances that cannot travel. */

import { EventEmitter } from 'node:events'
import { types } from 'node:util'
import { NotShippableError } from '../errors.ts'

export function classNameOf(value: object): string {
  const cls: unknown = value.constructor
  return typeof cls === 'function' ? cls.name : 'Object'
}

export function refusal(value: object, path: string): NotShippableError {
  const name = classNameOf(value)
  if (types.isPromise(value)) return new NotShippableError(`${path} is a Promise, which cannot travel; await it first and pass its value`)
  if (value instanceof WeakMap || value instanceof WeakSet || value instanceof WeakRef)
    return new NotShippableError(
      `${path} is a ${name}, which cannot travel; pass a ${name.replace('Weak', '')} instead, or make it inside the function`,
    )
  if (types.isGeneratorObject(value))
    return new NotShippableError(`${path} is a running generator, which cannot travel; pass its values: [...generator]`)
  if (value instanceof EventEmitter || value instanceof EventTarget || '_handle' in value || 'fd' in value)
    return new NotShippableError(`${path} is a ${name} (live handle); open it inside the function instead`)
  return new NotShippableError(
    `${path} is an instance of ${name}; its class would be lost. Pass plain data and make the ${name} inside the function`,
  )
}
