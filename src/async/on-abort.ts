/** Reactions to signals at constant cost: `addEventListener` walks all listeners of a signal to find a duplicate. */

import { environment } from '../environment.ts'
import { checkSignal } from './check.ts'

type OnAbort = (reason: unknown) => void

/** One listener a signal, however many wait for it; none when nobody does. */
class AbortWatch {
  readonly #callbacks = new WeakMap<AbortSignal, Set<{ readonly call: OnAbort }>>()
  readonly #fire = (event: Event): void => {
    const signal = event.target as AbortSignal
    const callbacks = this.#callbacks.get(signal)
    this.#callbacks.delete(signal)
    for (const { call } of callbacks ?? []) call(signal.reason)
  }

  add(signal: AbortSignal, call: OnAbort): () => void {
    let callbacks = this.#callbacks.get(signal)
    if (callbacks === undefined) {
      callbacks = new Set()
      this.#callbacks.set(signal, callbacks)
      signal.addEventListener('abort', this.#fire, { once: true })
    }
    const entry = { call }
    callbacks.add(entry)
    return () => {
      if (!callbacks.delete(entry) || callbacks.size > 0 || this.#callbacks.get(signal) !== callbacks) return
      this.#callbacks.delete(signal)
      signal.removeEventListener('abort', this.#fire)
    }
  }
}

const watch = new AbortWatch()
const nothing = (): void => {}

/** The caller's signal and that of the work around the call: a cell, a task. @throws TypeError */
export function signalsAround(signal?: AbortSignal): readonly AbortSignal[] {
  checkSignal(signal)
  const around = environment().signal()
  if (signal === undefined) return around === undefined ? [] : [around]
  return around === undefined || around === signal ? [signal] : [signal, around]
}

/**
 * Calls `react` with the reason once, when the first of the signals fires; at once if one has fired.
 * Returns what ends the watch: has to be called when it is no longer of interest.
 */
export function onAbort(signals: readonly AbortSignal[], react: OnAbort): () => void {
  for (const signal of signals) {
    if (!signal.aborted) continue
    react(signal.reason)
    return nothing
  }
  const [only] = signals
  if (only === undefined) return nothing
  if (signals.length === 1) return watch.add(only, react)
  const ends = signals.map(signal =>
    watch.add(signal, reason => {
      end()
      react(reason)
    }),
  )
  const end = (): void => {
    for (const each of ends) each()
  }
  return end
}
