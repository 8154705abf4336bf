/**
 * Draws figures in a thread of the kernel process: started when the first cell with one ends, so that it takes no time from what
 * the cell measures; ended when it has had nothing to do for a while.
 */

import { Worker } from 'node:worker_threads'
import type { Figure } from './figure.ts'
import type { DrawerMessage, DrawRequest, Picture } from './messages.ts'

export interface FigureDrawer {
  /** Starts the thread where it does not run; resolves when figures can be drawn, or never will be. */
  ready(): Promise<void>
  /** Rejects with the reason if it cannot be drawn, takes too long or is aborted; `undefined`: no figure can be, which was said before. */
  draw(figure: Figure, signal: AbortSignal): Promise<Picture | undefined>
  /** Idempotent. */
  close(): Promise<void>
}

export interface FigureDrawerOptions {
  readonly entry?: URL
  /** Milliseconds for one figure. */
  readonly figureLimit?: number
  /** Milliseconds to load Plotly: most of a second on an idle machine. */
  readonly startLimit?: number
  /** Milliseconds without a figure after which the thread ends: it holds some 150 MB. */
  readonly idleLimit?: number
}

interface Running {
  readonly worker: Worker
  readonly ready: Promise<void>
}

const ENTRY = new URL('./drawer-entry.js', import.meta.url)

export function createFigureDrawer(options: FigureDrawerOptions = {}): FigureDrawer {
  const { entry = ENTRY, figureLimit = 3000, startLimit = 15_000, idleLimit = 120_000 } = options
  const never = new AbortController().signal
  let running: Running | undefined
  /** Why the thread cannot start here, such as a platform without prebuilt binaries. */
  let broken: Error | undefined
  let said = false
  let closed = false
  let idle: NodeJS.Timeout | undefined

  function start(): Running {
    clearTimeout(idle)
    if (running) return running
    // What it prints is nobody's output.
    const worker = new Worker(entry, { stdout: true, stderr: true, resourceLimits: { maxOldGenerationSizeMb: 1024 } })
    const ready = answer(worker, never, startLimit, 'Plotly took longer to load').then(
      () => {},
      (error: Error) => {
        if (!closed) broken = error
        void stop()
      },
    )
    const started = { worker, ready }
    running = started
    worker.on('error', () => {})
    worker.on('exit', () => {
      if (running === started) running = undefined
    })
    return started
  }

  async function stop(): Promise<void> {
    clearTimeout(idle)
    const old = running
    running = undefined
    await old?.worker.terminate()
  }

  return {
    async ready() {
      if (!closed && !broken) await start().ready
    },
    async draw(figure, signal) {
      if (!closed && !broken) await start().ready
      if (broken && !said) {
        said = true
        throw new Error(`figures cannot be drawn here (${broken.message}); they stay interactive`)
      }
      if (closed || broken || running === undefined) return undefined
      const { worker } = running
      worker.postMessage({ figure } satisfies DrawRequest)
      const message = await answer(worker, signal, figureLimit, 'it took longer to draw').catch(async (error: unknown) => {
        // Whatever it is doing, its next answer would be taken for another figure's.
        await stop()
        throw error
      })
      idle = setTimeout(() => void stop(), idleLimit).unref()
      if (message.type === 'failed') throw new Error(message.reason)
      return message.type === 'drawn' ? message.picture : undefined
    },
    async close() {
      closed = true
      await stop()
    },
  }
}

function answer(worker: Worker, signal: AbortSignal, limit: number, late: string): Promise<DrawerMessage> {
  return new Promise((resolve, reject) => {
    const end = (act: () => void) => {
      clearTimeout(timer)
      worker.off('message', take).off('error', fail).off('exit', exit)
      signal.removeEventListener('abort', abort)
      act()
    }
    const take = (message: DrawerMessage) => end(() => resolve(message))
    const fail = (error: Error) => end(() => reject(error))
    const exit = () => end(() => reject(new Error('the thread that draws has ended')))
    const abort = () => end(() => reject(signal.reason))
    const timer = setTimeout(() => end(() => reject(new Error(`${late} than ${limit} ms`))), limit)
    if (signal.aborted) return abort()
    worker.on('message', take).on('error', fail).on('exit', exit)
    signal.addEventListener('abort', abort)
  })
}
