/**
 * Callbacks run as the cell that set them: a late timer of cell 1 prints into cell 1.
 * Node's AsyncLocalStorage would do this, but on Node 20 it makes a forced stop abort the process.
 */

import { EventEmitter } from 'node:events'
import type { Cells } from './cells.ts'
import { ownTimers } from './owned-timers.ts'

export type Callback = (this: unknown, ...args: unknown[]) => unknown

export function ownCallbacks(cells: Cells): void {
  ownTimers(cells)
  ownMicrotasks(cells)
  ownPromiseCallbacks(cells)
  ownEventListeners(cells)
}

/** `callback`, made to run as the cell of this moment. What is not a function is handed on for its taker to refuse. */
function owned<T>(cells: Cells, callback: T): T {
  if (typeof callback !== 'function') return callback
  const run = cells.current
  return function (this: unknown, ...args: unknown[]) {
    cells.enter(run)
    return callback.apply(this, args)
  } as T
}

function ownMicrotasks(cells: Cells): void {
  const { queueMicrotask: microtask } = globalThis
  const { nextTick } = process
  globalThis.queueMicrotask = callback => microtask(owned(cells, callback))
  process.nextTick = (callback: Callback, ...args: unknown[]) => nextTick.call(process, owned(cells, callback), ...args)
}

function ownPromiseCallbacks(cells: Cells): void {
  const { then } = Promise.prototype
  // biome-ignore lint/suspicious/noThenProperty: every `.then` passes here
  Promise.prototype.then = function (this: Promise<unknown>, fulfilled, rejected) {
    return then.call(this, owned(cells, fulfilled), owned(cells, rejected))
  } as typeof then
}

type Listener = Callback & { listener?: Callback }
type Add = (this: EventEmitter, event: string | symbol, listener: Listener) => EventEmitter

function ownEventListeners(cells: Cells): void {
  const prototype = EventEmitter.prototype as unknown as Record<
    'on' | 'addListener' | 'prependListener' | 'once' | 'prependOnceListener',
    Add
  >
  const { on, prependListener } = prototype

  /** `listener` is what `removeListener` compares with. */
  const always = (add: Add): Add =>
    function (event, listener) {
      if (typeof listener !== 'function') return add.call(this, event, listener)
      return add.call(this, event, Object.assign(owned(cells, listener), { listener: listener.listener ?? listener }))
    }
  const once = (add: Add): Add =>
    function (event, listener) {
      if (typeof listener !== 'function') return add.call(this, event, listener)
      const run = cells.current
      const emitter = this
      const first: Listener = function (this: unknown, ...args) {
        emitter.removeListener(event, first)
        cells.enter(run)
        return listener.apply(this, args)
      }
      return add.call(this, event, Object.assign(first, { listener }))
    }
  prototype.on = prototype.addListener = always(on)
  prototype.prependListener = always(prependListener)
  prototype.once = once(on)
  prototype.prependOnceListener = once(prependListener)
}
