/** One line that says how far the tasks of a cell are, as HTML and as text. */

import { escapeHtml } from '../../../src/display/content.ts'
import { duration } from '../../../src/time/stopwatch.ts'
import type { MimeBundle } from '../../interpreter.ts'
import type { CellTasks } from './cell-tasks.ts'

export type Phase = 'running' | 'ended' | 'stopped'

/** Places on the event loop are no workers. */
const ON_EVENT_LOOP = /^(?:main$|async-)/

const BAR_WIDTH = 24
/** Seen on light and dark pages alike; also told apart by their words. */
const COLOURS = { running: '#0072b2', done: '#009e73', failed: '#d55e00', stopped: '#8c8c8c' } as const

export function progressLine(tasks: CellTasks, phase: Phase, now: number): MimeBundle {
  const { fraction, head, details, colour } = describe(tasks, phase, now)
  const filled = fraction === undefined ? '' : '█'.repeat(Math.round(fraction * BAR_WIDTH)).padEnd(BAR_WIDTH, '░')
  const bar = phase === 'running' && filled !== '' ? `${filled} ` : ''
  return {
    'text/html': html(fraction, head, details, colour),
    'text/plain': `${bar}${[head, ...details].join(' · ')}`,
  }
}

interface Description {
  /** `undefined`: nobody knows how many there are. */
  readonly fraction: number | undefined
  readonly head: string
  readonly details: readonly string[]
  readonly colour: string
}

function describe(tasks: CellTasks, phase: Phase, now: number): Description {
  const { total, totalKnown, done, failed, cancelled } = tasks
  const elapsed = Math.max(1, (phase === 'running' ? now : tasks.ended) - tasks.began)
  const finished = done + failed
  const told = tasks.told()
  const fraction = !totalKnown && phase === 'running' ? undefined : Math.min(1, (finished + told.fraction) / Math.max(1, total))
  const rate = (finished / elapsed) * 1000
  const of = totalKnown ? ` of ${count(total)}` : ''
  const failures = failed > 0 ? [`${count(failed)} failed`] : []
  const speed = finished >= 10 ? [`${rate < 10 ? rate.toFixed(1) : count(Math.round(rate))}/s`] : []

  if (phase === 'running') {
    // Until each worker has done one, what is done says little about what is left.
    const left =
      totalKnown && fraction !== undefined && isTelling(tasks, finished, told.fraction)
        ? [`${duration((elapsed / fraction) * (1 - fraction))} left`]
        : []
    const head = total === 1 ? `1 task running for ${duration(elapsed)}` : `${count(finished)}${of} tasks`
    return {
      fraction,
      head,
      details: [...failures, ...speed, ...left, ...busyWorkers(tasks), ...(told.text === undefined ? [] : [told.text])],
      colour: failed > 0 ? COLOURS.failed : COLOURS.running,
    }
  }
  const time = `in ${duration(elapsed)}`
  const details = [...speed, ...usedWorkers(tasks)]
  if (phase === 'stopped' || cancelled > 0) {
    const head =
      total === 1 ? `■ stopped ${time.replace('in', 'after')}` : `■ ${count(done)}${of} tasks done, then stopped after ${duration(elapsed)}`
    return { fraction, head, details: [...failures, ...details], colour: failed > 0 ? COLOURS.failed : COLOURS.stopped }
  }
  const mark = failed > 0 ? '✗' : '✓'
  const head =
    failed > 0
      ? `${mark} ${count(failed)} of ${count(total)} ${plural('task', total)} failed ${time}`
      : `${mark} ${count(total)} ${plural('task', total)} ${time}`
  return { fraction: 1, head, details, colour: failed > 0 ? COLOURS.failed : COLOURS.done }
}

function isTelling(tasks: CellTasks, finished: number, told: number): boolean {
  return told > 0.02 || finished > tasks.busy().size
}

function busyWorkers(tasks: CellTasks): string[] {
  const busy = tasks.busy()
  const under = [...busy].filter(([worker]) => ON_EVENT_LOOP.test(worker)).reduce((sum, [, tasks]) => sum + tasks, 0)
  const others = [...busy.keys()].filter(worker => !ON_EVENT_LOOP.test(worker)).length
  return [...(others > 0 ? [`${others} ${plural('worker', others)} busy`] : []), ...(under > 0 ? [`${count(under)} under way`] : [])]
}

function usedWorkers({ workers }: CellTasks): string[] {
  const others = [...workers].filter(worker => !ON_EVENT_LOOP.test(worker)).length
  return others > 0 ? [`${count(others)} ${plural('worker', others)}`] : []
}

function html(fraction: number | undefined, head: string, details: readonly string[], colour: string): string {
  const width = fraction === undefined ? 100 : Math.round(fraction * 1000) / 10
  const opacity = fraction === undefined ? 'opacity:0.4;' : ''
  const bar = `<div style="flex:none;width:8em;height:0.5em;border-radius:0.25em;overflow:hidden;background:rgba(128,128,128,0.25)"><div style="${opacity}width:${width}%;height:0.5em;background:${colour}"></div></div>`
  const rest = details.map(detail => `<span style="opacity:0.7">${escapeHtml(detail)}</span>`).join('')
  return `<div style="display:flex;flex-wrap:wrap;gap:0.2em 1em;align-items:center;font-size:0.9em;font-variant-numeric:tabular-nums" role="status">${bar}<span>${escapeHtml(head)}</span>${rest}</div>`
}

const count = (value: number): string => value.toLocaleString('en-US')
const plural = (word: string, value: number): string => (value === 1 ? word : `${word}s`)
