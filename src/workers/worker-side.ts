/** The far side of every worker: runs the jobs that its host sends, and answers with their outcomes. */

import type { Writable } from 'node:stream'
import { isThenable } from '../capture/compiled-frame.ts'
import { decode } from '../capture/decode.ts'
import { packError, unpackError } from '../capture/failure.ts'
import { encodeResult } from '../capture/result.ts'
import type { Reviver } from '../capture/reviver.ts'
import type { EncodedValue } from '../capture/shipment.ts'
import { type Cancellable, configureEnvironment, type WorkerHooks, type WorkerSetup } from '../environment.ts'
import { progressOf, type TaskContext } from '../tasks/context.ts'
import type { CallOutcome, FromWorker, JobId, ToWorker } from './messages.ts'
import type { AnyGenerator } from './run-generator.ts'
import { CurrentTask, installWorkerRuntime, type RunningTask } from './worker-runtime.ts'
import { WorkerStream } from './worker-stream.ts'

type Run = ToWorker & { type: 'run' }
type AnyFunction = (...args: unknown[]) => unknown

/** What a worker is told when it starts. */
export interface WorkerData {
  readonly name: string
  readonly directory: string
  readonly setup: WorkerSetup | undefined
}

/** The way to the host. */
export interface WorkerLink {
  post(message: FromWorker): void
  /** Resolves when what was posted has left, as far as that takes time. */
  posted?(): Promise<void>
  /** @throws NotShippableError for what it cannot carry */
  check?(value: EncodedValue): void
  /** From now on the link does not keep the worker alive. */
  unref(): void
}

/** Returns what takes the host's messages. */
export async function serveJobs({ name, directory, setup }: WorkerData, link: WorkerLink): Promise<(message: ToWorker) => void> {
  const exit = process.exit.bind(process)
  const hooks = setup === undefined ? undefined : ((await import(setup.module)) as { setUp(data: unknown): WorkerHooks }).setUp(setup.data)
  const current = new CurrentTask(name, hooks)
  const reviver = installWorkerRuntime(current, hooks, directory)
  const running = new Map<JobId, RunningTask>()
  const streams = new Map<JobId, WorkerStream>()
  configureNested({ current, hooks, setup, directory })

  process.exit = ((code?: number | string | null) => {
    hooks?.endTask()
    link.post({ type: 'exit', code: Number(code ?? process.exitCode ?? 0) })
    return exit(code)
  }) as typeof process.exit

  process.on('exit', () => hooks?.endTask())
  process.on('uncaughtException', error => {
    hooks?.endTask()
    link.post({ type: 'fault', error: packError(error, reviver.idOf) })
    void Promise.all([flushed(), link.posted?.()]).then(() => exit(1))
  })

  async function run(message: Run): Promise<void> {
    const task = current.begin(message)
    running.set(message.job, task)
    const began = performance.now()
    const outcomes = await outcomesOf(message, task)
    const took = performance.now() - began
    running.delete(message.job)
    hooks?.endTask()
    if (hooks === undefined && (process.stdout.writableLength > 0 || process.stderr.writableLength > 0)) await flushed()
    link.post({ type: 'done', job: message.job, outcomes, took })
  }

  async function outcomesOf(message: Run, task: RunningTask): Promise<CallOutcome[]> {
    const failed = (error: unknown): CallOutcome => ({ ok: false, error: packError(error, reviver.idOf) })
    let fn: AnyFunction
    let calls: readonly unknown[][]
    try {
      fn = await functionOf(message, reviver)
      // All of them now: while the first ones run, a later job may have what they refer to forgotten.
      calls = message.calls.map(call => decode(call, reviver.resolve) as unknown[])
    } catch (error) {
      return message.calls.map(() => failed(error))
    }
    const outcomes: CallOutcome[] = []
    for (const [offset, args] of calls.entries()) {
      try {
        current.switchTo(task)
        task.controller.signal.throwIfAborted()
        let value = message.wantsTask ? fn(contextOf(message, task, offset), ...args) : fn(...args)
        if (message.streams) value = await stream(message, task, value as AnyGenerator)
        else if (isThenable(value)) value = await value
        outcomes.push({ ok: true, value: outgoing(value) })
      } catch (error) {
        outcomes.push(failed(error))
      }
    }
    return outcomes
  }

  async function stream({ job }: Run, task: RunningTask, generator: AnyGenerator): Promise<void> {
    const stream = new WorkerStream()
    streams.set(job, stream)
    try {
      await stream.run(generator, {
        signal: task.controller.signal,
        enter: () => current.switchTo(task),
        send: value => link.post({ type: 'yield', job, value: outgoing(value) }),
      })
    } finally {
      streams.delete(job)
    }
  }

  function outgoing(value: unknown): EncodedValue {
    const encoded = encodeResult(value)
    link.check?.(encoded)
    return encoded
  }

  function contextOf(message: Run, task: RunningTask, offset: number): TaskContext {
    const index = message.context.index + offset
    return {
      index,
      count: message.context.count,
      signal: task.controller.signal,
      worker: name,
      progress: progress => link.post({ type: 'progress', job: message.job, index, progress: progressOf(progress) }),
    }
  }

  return message => {
    switch (message.type) {
      case 'run':
        void run(message)
        return
      case 'taken':
        streams.get(message.job)?.taken()
        return
      case 'cancel':
        running.get(message.job)?.controller.abort(unpackError(message.reason, reviver.resolve))
        return
      case 'close':
        void flushed().then(() => {
          hooks?.endTask()
          if (message.drain) link.unref()
          else exit(0)
        })
        return
    }
  }
}

async function functionOf(message: Run, reviver: Reviver): Promise<AnyFunction> {
  const installed = reviver.install(message)
  if (installed !== undefined) await installed
  return reviver.resolve(message.fn) as AnyFunction
}

/** What was printed has been taken over by the main thread, or by the system. */
async function flushed(): Promise<void> {
  const written = (stream: Writable) =>
    new Promise<void>(resolve => (stream.writableLength === 0 ? resolve() : stream.write('', () => resolve())))
  await Promise.all([written(process.stdout), written(process.stderr)])
}

interface Nesting {
  readonly current: CurrentTask
  readonly hooks: WorkerHooks | undefined
  readonly setup: WorkerSetup | undefined
  readonly directory: string
}

/** Workers that a task starts belong to its cell and end with it. */
function configureNested({ current, hooks, setup, directory }: Nesting): void {
  configureEnvironment({
    owner: () => current.task?.owner ?? 0,
    signal: () => current.task?.controller.signal,
    track: (work: Cancellable) => {
      const signal = current.task?.controller.signal
      if (signal === undefined || work.detached) return
      const cancel = () => work.cancel(signal.reason)
      signal.addEventListener('abort', cancel, { once: true })
      void work.settled.then(() => signal.removeEventListener('abort', cancel))
    },
    lateError: error => void Promise.reject(error),
    ...(hooks?.display && { display: request => hooks.display?.(request) }),
    ...(hooks?.clearOutput && { clearOutput: wait => hooks.clearOutput?.(wait) }),
    workerSetup: setup,
    directory: () => directory,
  })
}
