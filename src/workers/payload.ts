/** What a job runs, made ready for one kind of worker. */

import type { EncodedValue, Shipment } from '../capture/shipment.ts'
import { capturer } from '../capture/this-thread.ts'
import { type CallWithin, environment } from '../environment.ts'

type AnyFunction = (...args: never[]) => unknown

export type Payload = ShippedCalls | DirectCall

/** For a worker that shares nothing with this thread. */
export interface ShippedCalls {
  readonly kind: 'shipped'
  readonly shipment: Shipment
  readonly calls: readonly EncodedValue[]
  /** What functions and classes among the arguments need. */
  readonly needs: readonly Shipment[]
}

/** For this thread: nothing is copied, and nothing is gained by several calls together. */
export interface DirectCall {
  readonly kind: 'direct'
  readonly fn: AnyFunction
  readonly args: readonly unknown[]
  readonly within: CallWithin
}

/** One list of arguments a call; `path` names each in errors. */
export type PackCalls = (calls: readonly (readonly unknown[])[], path: (call: number) => string) => Payload

/** Of the function as it is now. @throws NotShippableError */
export type Pack = (fn: AnyFunction) => PackCalls

export const ship: Pack = fn => {
  const shipment = capturer().capture(fn)
  return (calls, path) => {
    const encoded = calls.map((args, call) => capturer().encode(args, path(call)))
    return { kind: 'shipped', shipment, calls: encoded.map(each => each.encoded), needs: encoded.flatMap(({ needs }) => needs ?? []) }
  }
}

export const direct: Pack = fn => {
  const within = environment().taskCaller()
  return ([args = []]) => ({ kind: 'direct', fn, args, within })
}
