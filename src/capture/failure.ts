/** Errors between threads: class, message, stack, own properties, cause and the errors of an AggregateError are kept. */

import * as own from '../errors.ts'
import * as sync from '../sync/errors.ts'
import type { ReferenceId } from './shipment.ts'

type AnyClass = (abstract new (...args: never[]) => object) | (new (...args: never[]) => object)

/** Plain data for structured clone. What was thrown without being an Error is `value`. */
export type PackedError =
  | {
      readonly kind: 'error'
      readonly className: string
      /** The class, where the other side knows it. */
      readonly classId: ReferenceId | undefined
      readonly name: string
      readonly message: string
      readonly stack: string
      readonly properties: Readonly<Record<string, unknown>>
      readonly cause?: PackedError
      readonly errors?: readonly PackedError[]
    }
  | { readonly kind: 'value'; readonly value: unknown }

/** Frames of the machinery that called the function: of no use to the reader. */
const MACHINERY = /\/dist\/src\/(?:workers|capture)\/|\/tsloom\/dist\/src\/|\/worker-farm\/lib\/|node:internal\/|at eval \(<anonymous>\)/

const BUILTIN: Readonly<Record<string, AnyClass>> = {
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
  AggregateError,
  CancelledError: own.CancelledError,
  ClosedError: own.ClosedError,
  NotShippableError: own.NotShippableError,
  TaskTimeoutError: own.TaskTimeoutError,
  TasksFailedError: own.TasksFailedError,
  WorkerLostError: own.WorkerLostError,
  BrokenBarrierError: sync.BrokenBarrierError,
  HolderLostError: sync.HolderLostError,
  NotHeldError: sync.NotHeldError,
  WaitTimeoutError: sync.WaitTimeoutError,
  WouldBlockError: sync.WouldBlockError,
}

/** @param idOf finds the id of an error's class, so that `instanceof` holds on the other side too */
export function packError(error: unknown, idOf: (cls: AnyClass) => ReferenceId | undefined, depth = 0): PackedError {
  if (!isError(error) || depth > 8) return { kind: 'value', value: clonable(error) }
  const read = (key: string): unknown => readable(() => (error as unknown as Record<string, unknown>)[key])
  const cls = read('constructor') as AnyClass | undefined
  const className = cls?.name ?? 'Error'
  const properties: Record<string, unknown> = {}
  for (const key of readable(() => Object.keys(error)) ?? []) {
    if (key !== 'cause' && key !== 'errors' && key !== 'stack' && key !== 'message') properties[key] = clonable(read(key))
  }
  const errors = error instanceof AggregateError ? read('errors') : undefined
  return {
    kind: 'error',
    className,
    classId: cls === undefined || className in BUILTIN || error instanceof DOMException ? undefined : idOf(cls),
    name: text(read('name'), 'Error'),
    message: text(read('message'), ''),
    stack: withoutMachinery(text(read('stack'), '')),
    properties,
    ...(readable(() => 'cause' in error) && { cause: packError(read('cause'), idOf, depth + 1) }),
    ...(Array.isArray(errors) && { errors: errors.map(inner => packError(inner, idOf, depth + 1)) }),
  }
}

/** What was thrown may be anything: to tell of it must not fail, since who waits for it would then never hear of it. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

function isError(value: unknown): value is Error {
  return readable(() => value instanceof Error) === true
}

function text(value: unknown, otherwise: string): string {
  return readable(() => String(value ?? otherwise)) ?? otherwise
}

/** @param resolve class id → the class itself */
export function unpackError(packed: PackedError, resolve: (id: ReferenceId) => unknown): unknown {
  if (packed.kind === 'value') return packed.value
  const error = blank(packed, resolve)
  const hidden = (key: string, value: unknown) =>
    Object.defineProperty(error, key, { value, writable: true, configurable: true, enumerable: false })
  if (!(error instanceof DOMException)) hidden('message', packed.message)
  hidden('stack', packed.stack)
  if (packed.cause !== undefined) hidden('cause', unpackError(packed.cause, resolve))
  if (packed.errors !== undefined)
    hidden(
      'errors',
      packed.errors.map(inner => unpackError(inner, resolve)),
    )
  // Not assigned: its class may have an accessor of that name.
  for (const [key, value] of Object.entries(packed.properties))
    Object.defineProperty(error, key, { value, writable: true, configurable: true, enumerable: true })
  if (readable(() => error.name) !== packed.name) hidden('name', packed.name)
  return error
}

function blank(packed: PackedError & { kind: 'error' }, resolve: (id: ReferenceId) => unknown): Error {
  if (packed.className === 'DOMException') return new DOMException(packed.message, packed.name)
  const known = BUILTIN[packed.className] ?? (packed.classId === undefined ? undefined : resolve(packed.classId))
  const cls = typeof known === 'function' ? known : { [packed.className]: class extends Error {} }[packed.className]
  const error = new Error(packed.message)
  // Before it has its class: V8 would ask that for the name, and a getter of it may need what is not there.
  error.stack = packed.stack
  Object.setPrototypeOf(error, (cls as AnyClass).prototype as object)
  return error
}

function clonable(value: unknown): unknown {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function' && typeof value !== 'symbol') return value
  return (
    readable(() => structuredClone(value)) ??
    // Rarely needed, and all of node:util would have to be loaded at the start of each thread.
    readable(() => process.getBuiltinModule('node:util').inspect(value, { depth: 1 }))
  )
}

function withoutMachinery(stack: string): string {
  return stack
    .split('\n')
    .filter(line => !/^\s+at /.test(line) || !MACHINERY.test(line))
    .join('\n')
}
