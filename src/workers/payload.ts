/** What a job runs, made ready for one kind of worker. */

import type { EncodedValue, Shipment } from '../capture/shipment.ts'
import { capturer } from '../capture/this-thread.ts'
import { type CallWithin, environment } from '../environment.ts'

type AnyFunction = (...args: never[]) => unknown

export type Payload = ShippedCalls | DirectCalls

/** For a worker that shares nothing with this thread. */
export interface ShippedCalls {
  readonly kind: 'shipped'
  readonly shipment: Shipment
  /** What functions and classes among the arguments need. */
  readonly needs: readonly Shipment[]
  /** A list: of each call its arguments, or its only one. */
  readonly args: EncodedValue
}

/** For this thread: nothing is copied. */
export interface DirectCalls {
  readonly kind: 'direct'
  readonly fn: AnyFunction
  readonly args: EncodedValue
  readonly within: CallWithin
}

/** A function as it is now. */
export interface Packed {
  /** The same object: the same function with the same captured data. */
  readonly identity: object
  /** The function's text, as far as it is needed. */
  readonly source: string
  /** @throws NotShippableError naming what in `value`, which is called `path`, cannot travel */
  encode(value: unknown, path: string): { readonly encoded: EncodedValue; readonly needs: Shipment | undefined }
  payload(args: EncodedValue, needs: readonly Shipment[]): Payload
}

/** @throws NotShippableError */
export type Pack = (fn: AnyFunction) => Packed

export const ship: Pack = fn => {
  const shipment = capturer().capture(fn)
  const root = shipment.definitions.find(({ id }) => id === shipment.root)
  return {
    identity: shipment,
    source: root !== undefined && 'source' in root ? root.source : fn.name,
    encode: (value, path) => capturer().encode(value, path),
    payload: (args, needs) => ({ kind: 'shipped', shipment, needs, args }),
  }
}

export const direct: Pack = fn => {
  const within = environment().taskCaller()
  return {
    identity: fn,
    source: '',
    encode: value => ({ encoded: { value, mixed: false }, needs: undefined }),
    payload: args => ({ kind: 'direct', fn, args, within }),
  }
}
