/** Loaded into each worker thread and process of the library before user code: its output goes straight to the kernel, labelled; its imports are the notebook's. */

import { threadId } from 'node:worker_threads'
import type { DisplayRequest, Owner, WorkerHooks } from '../../src/environment.ts'
import { createEventWriter } from './event-writer.ts'
import { createExtraCertificates } from './extra-certificates.ts'
import { createModules } from './modules.ts'
import { captureOutput } from './output.ts'
import { showUserFrames } from './stack-frames.ts'
import type { OutputSource } from './wire.ts'

/** The session's process id. */
export interface WorkerOutputData {
  readonly session: number
}

/** Threads of one process have numbers below this. */
const THREADS = 65_536

export function setUp(data: unknown): WorkerHooks {
  const { session } = data as WorkerOutputData
  const inSession = process.pid === session
  const writer = createEventWriter({ thread: threadId + 1 + (inSession ? 0 : process.pid * THREADS) })
  const certificates = createExtraCertificates(inSession ? {} : process.env)
  let owner: Owner = 0
  let label = ''
  let source: OutputSource | undefined
  const atLineStart = { stdout: true, stderr: true }

  /** Each line starts with the label, also when a line is printed in pieces. */
  function labelled(text: string, name: 'stdout' | 'stderr'): string {
    if (label === '' || text === '') return text
    const prefix = `\u001b[2m${label}\u001b[22m `
    const start = atLineStart[name] ? prefix : ''
    atLineStart[name] = text.endsWith('\n')
    return start + text.replace(/\n(?!$)/g, `\n${prefix}`)
  }

  captureOutput((name, text) => writer.stream(owner, name, labelled(text, name), source))

  function display({ data, metadata, displayId, update }: DisplayRequest): void {
    const shown = { data, ...(metadata ? { metadata } : {}) }
    writer.send({ type: 'display', cell: owner, display: shown, ...(displayId ? { displayId } : {}), ...(update ? { update } : {}) })
  }

  const modules = createModules({ display, beforeForeignCode: certificates.trust })
  certificates.trustBeforeFetch()
  showUserFrames()
  return {
    runtime: { import: modules.import, meta: modules.meta() },
    beginTask(task) {
      ;({ owner, label } = task)
      source = { worker: task.worker, index: task.index }
      atLineStart.stdout = atLineStart.stderr = true
    },
    endTask: writer.flush,
    display,
    clearOutput: wait => writer.send({ type: 'clear-output', cell: owner, wait }),
  }
}
