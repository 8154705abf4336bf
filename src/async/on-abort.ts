/** Reactions to signals at constant cost: `addEventListener` walks all listeners of a signal to find a duplicate. */

import { environment } from '../environment.ts'
import { StopSignal } from '../tasks/stop-signal.ts'
import { checkSignal } from './check.ts'

/** What can end a wait: a signal of the user's or of a cell, a task of this thread. */
export type Stoppable = AbortSignal | StopSignal

type OnAbort = (reason: unknown) => void

/** On a signal: who waits for it, and that one listener. A property: entries of a WeakMap are dear to collect. */
const WATCH = Symbol('tsloom.watch')

interface Watched extends AbortSignal {
  [WATCH]?: Set<{ readonly call: OnAbort }> | undefined
}

function fire(event: Event): void {
  const signal = event.target as Watched
  const callbacks = signal[WATCH]
  signal[WATCH] = undefined
  for (const { call } of callbacks ?? []) call(signal.reason)
}

function add(signal: Stoppable, call: OnAbort): () => void {
  return signal instanceof StopSignal ? signal.onStop(call) : watch(signal, call)
}

function watch(signal: Watched, call: OnAbort): () => void {
  let callbacks = signal[WATCH]
  if (callbacks === undefined) {
    callbacks = new Set()
    signal[WATCH] = callbacks
    signal.addEventListener('abort', fire, { once: true })
  }
  const waiting = callbacks
  const entry = { call }
  waiting.add(entry)
  return () => {
    if (!waiting.delete(entry) || waiting.size > 0 || signal[WATCH] !== waiting) return
    signal[WATCH] = undefined
    signal.removeEventListener('abort', fire)
  }
}

const nothing = (): void => {}

/** The caller's signal and that of the work around the call: a cell, a task. @throws TypeError */
export function signalsAround(signal?: AbortSignal): readonly Stoppable[] {
  checkSignal(signal)
  const host = environment()
  const around = host.stop() ?? host.signal()
  if (signal === undefined) return around === undefined ? [] : [around]
  return around === undefined || around === signal ? [signal] : [signal, around]
}

/**
 * Calls `react` with the reason once, when the first of the signals fires; at once if one has fired.
 * Returns what ends the watch: has to be called when it is no longer of interest.
 */
export function onAbort(signals: readonly Stoppable[], react: OnAbort): () => void {
  for (const signal of signals) {
    if (!signal.aborted) continue
    react(signal.reason)
    return nothing
  }
  const [only] = signals
  if (only === undefined) return nothing
  if (signals.length === 1) return add(only, react)
  const ends = signals.map(signal =>
    add(signal, reason => {
      end()
      react(reason)
    }),
  )
  const end = (): void => {
    for (const each of ends) each()
  }
  return end
}
