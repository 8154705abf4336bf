/** Gives each figure that a cell shows a static picture, for readers without Plotly: GitHub, print, plain nbconvert. */

import { randomUUID } from 'node:crypto'
import type { CellId, DisplayData, SessionEvent, SessionListener } from '../interpreter.ts'
import { FIGURE_MIME, type Figure, figureIn, PICTURE_MIME, undrawable } from './figure.ts'
import type { FigureDrawer } from './figure-drawer.ts'

export interface FigurePicturesOptions {
  readonly listener: SessionListener
  /** Draws; without one figures pass as they are. */
  readonly drawer: FigureDrawer | undefined
  readonly log: (line: string) => void
  /** Milliseconds that a cell's end may wait for all of its pictures, once the drawer runs. */
  readonly patience?: number
}

export interface FigurePictures {
  /** Hands the event on at once; a figure gets a display id, by which its picture finds it. */
  pass(event: SessionEvent): void
  /** Draws what cells show by now and has no picture; resolves when the pictures are handed on or given up. Never rejects. */
  complete(): Promise<void>
  /** No more pictures for what is shown by now. */
  giveUp(): void
  /** Idempotent. */
  close(): Promise<void>
}

/** A display's last state: a progress display is drawn once, as it is when its cell ends. */
interface Wanted {
  readonly cell: CellId
  readonly figure: Figure
  readonly display: DisplayData
}

const PATIENCE = 5000
const WHERE = 'JupyterLab and VS Code draw it.'

export function createFigurePictures({ listener, drawer, log, patience = PATIENCE }: FigurePicturesOptions): FigurePictures {
  const wanted = new Map<string, Wanted>()
  let drawing = new AbortController()

  /** Readers without Plotly see the text: it says why there is no picture, and where the figure is drawn. */
  function explained(display: DisplayData): DisplayData {
    const figure = figureIn(display.data)
    const obstacle = figure && undrawable(figure)
    if (obstacle === undefined) return display
    log(`no picture of a figure: ${obstacle}`)
    const text = [display.data['text/plain'], `No picture here: ${obstacle}. ${WHERE}`].filter(line => line !== undefined).join('\n')
    return { ...display, data: { ...display.data, 'text/plain': text } }
  }

  function want(id: string, cell: CellId, display: DisplayData): void {
    wanted.delete(id)
    const figure = figureIn(display.data)
    if (figure && undrawable(figure) === undefined) wanted.set(id, { cell, figure, display })
  }

  async function draw(id: string, { cell, figure, display }: Wanted, signal: AbortSignal): Promise<void> {
    const picture = await drawer?.draw(figure, signal)
    if (picture === undefined || signal.aborted) return
    const { png, width, height } = picture
    const data = { [FIGURE_MIME]: display.data[FIGURE_MIME], [PICTURE_MIME]: png, ...display.data }
    const metadata = { ...display.metadata, [PICTURE_MIME]: { width, height } }
    listener({ type: 'display', cell, display: { data, metadata }, displayId: id, update: true })
  }

  return {
    pass(event) {
      if (drawer === undefined) return listener(event)
      if (event.type === 'clear-output') {
        for (const [id, { cell }] of wanted) if (cell === event.cell) wanted.delete(id)
      }
      if (event.type !== 'display' && event.type !== 'result') return listener(event)
      const given = event.type === 'display' ? event.displayId : undefined
      if (!(FIGURE_MIME in event.display.data)) {
        if (given !== undefined) wanted.delete(given)
        return listener(event)
      }
      const { cell } = event
      const display = explained(event.display)
      const displayId = given ?? randomUUID()
      // A figure that is a cell's result is displayed, as plotly.py's are: JupyterLab updates no results.
      listener(event.type === 'display' ? { ...event, display, displayId } : { type: 'display', cell, display, displayId })
      want(displayId, cell, display)
    },
    async complete() {
      if (wanted.size === 0) return
      const all = [...wanted]
      wanted.clear()
      drawing = new AbortController()
      const { signal } = drawing
      await Promise.race([drawer?.ready(), aborted(signal)])
      const late = setTimeout(() => drawing.abort(new Error(`all together took longer than ${patience} ms`)), patience)
      for (const [id, one] of all) {
        try {
          signal.throwIfAborted()
          await draw(id, one, signal)
        } catch (error) {
          log(`no picture of a figure: ${error instanceof Error ? error.message : error}`)
          if (signal.aborted) break
        }
      }
      clearTimeout(late)
    },
    giveUp: () => drawing.abort(new Error('interrupted')),
    async close() {
      wanted.clear()
      drawing.abort(new Error('the kernel ends'))
      await drawer?.close()
    },
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
}
