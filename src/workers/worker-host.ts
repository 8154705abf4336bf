/** One worker as the pools see it; hosts of every kind look alike. */

import type { ReferenceId, Shipment } from '../capture/shipment.ts'
import type { Owner } from '../environment.ts'
import type { Progress } from '../tasks/events.ts'
import type { JobContext } from './messages.ts'
import type { Payload } from './payload.ts'

/** Calls of one function that travel together. */
export interface Job {
  readonly payload: Payload
  readonly wantsTask: boolean
  readonly context: JobContext
  readonly owner: Owner
  readonly label: string
  readonly listener: JobListener
}

export type CallResult = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown }

/** Told, never from within `run`, and exactly one of `done` and `lost` last. */
export interface JobListener {
  /** The worker is up and has the job. */
  started(): void
  progress(index: number, progress: Progress): void
  done(results: readonly CallResult[], took: number): void
  /** The worker ended under it. */
  lost(error: unknown): void
}

export interface RunningJob {
  /** Aborts the signals of its calls; the code may take it or not. */
  cancel(reason: unknown): void
}

export interface WorkerHost {
  readonly name: string
  /** Jobs that have neither ended nor been lost. */
  readonly busy: number
  readonly alive: boolean
  /** @throws NotShippableError if an argument does not clone; the worker is not affected */
  run(job: Job): RunningJob
  /** Ends once its output is out. `drain`: lets its timers and open handles finish first. Idempotent. */
  close(options?: { readonly drain?: boolean }): Promise<void>
  /** Stops it now, whatever it does; its jobs are lost with `error`. Resolves when it is gone. */
  stop(error: unknown): Promise<void>
  /** Resolves when it is up, or has ended. */
  readonly ready: Promise<void>
  /** Resolves when it is gone. */
  readonly ended: Promise<void>
  ref(): void
  unref(): void
}

/** What the far side has already, so that it is not sent again. */
export class Sent {
  readonly #definitions = new Set<ReferenceId>()
  readonly #stamps = new Map<string, number>()

  /** The part of the shipments that is new there. */
  missing(shipments: readonly Shipment[]): Pick<Shipment, 'definitions' | 'bindings'> {
    const definitions = new Map<ReferenceId, Shipment['definitions'][number]>()
    const bindings = new Map<string, Shipment['bindings'][number]>()
    for (const shipment of shipments) {
      for (const definition of shipment.definitions) if (!this.#definitions.has(definition.id)) definitions.set(definition.id, definition)
      for (const binding of shipment.bindings) if (this.#stamps.get(binding.key) !== binding.stamp) bindings.set(binding.key, binding)
    }
    return { definitions: [...definitions.values()], bindings: [...bindings.values()] }
  }

  /** Call when the message has gone. */
  note({ definitions, bindings }: Pick<Shipment, 'definitions' | 'bindings'>): void {
    for (const { id } of definitions) this.#definitions.add(id)
    for (const { key, stamp } of bindings) this.#stamps.set(key, stamp)
  }
}
