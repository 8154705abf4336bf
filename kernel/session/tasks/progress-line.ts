/** One line that says how far the tasks of a cell are, as HTML and as text. */

import { escapeHtml } from '../../../src/display/content.ts'
import { duration } from '../../../src/time/stopwatch.ts'
import type { MimeBundle } from '../../interpreter.ts'
import type { CellTasks } from './cell-tasks.ts'

export type Phase = 'running' | 'ended' | 'stopped'

/** What a line says. `fraction` is of all tasks; `undefined`: nobody knows how many there are. */
interface Line {
  readonly fraction: number | undefined
  readonly head: string
  readonly details: readonly string[]
  readonly colour: string
}

/** Seen on light and dark pages alike; what they mean is said in words too. */
const COLOURS = { running: '#0072b2', done: '#009e73', failed: '#d55e00', stopped: '#8c8c8c' } as const
/** Of the bar in plain text. */
const WIDTH = 24
/** Places on the event loop are no workers. */
const ON_EVENT_LOOP = /^(?:main|async)$/
/** A rate of fewer tasks says nothing. */
const ENOUGH = 10

export function progressLine(tasks: CellTasks, phase: Phase, now: number): MimeBundle {
  const line = phase === 'running' ? running(tasks, now) : ended(tasks, phase, now)
  const { fraction, head, details } = line
  const bar = phase === 'running' && fraction !== undefined ? `${'█'.repeat(Math.round(fraction * WIDTH)).padEnd(WIDTH, '░')} ` : ''
  return { 'text/html': html(line, tasks), 'text/plain': `${bar}${[head, ...details].join(' · ')}` }
}

function running(tasks: CellTasks, now: number): Line {
  const { total, totalKnown, done, failed, noun } = tasks
  const elapsed = now - tasks.began
  const told = tasks.told()
  const busy = tasks.busy()
  const fraction = totalKnown ? Math.min(1, (done + failed + told.fraction) / Math.max(1, total)) : undefined
  // Until the workers have done more than they have in hand, what is done says little about what is left.
  const isTelling = told.fraction > 0.02 || done + failed > busy.size
  const left = fraction !== undefined && fraction > 0 && isTelling ? [timeLeft((elapsed / fraction) * (1 - fraction))] : []
  const text = told.text === undefined ? [] : [told.text]
  return {
    fraction,
    head:
      total === 1
        ? `1 ${noun} running for ${duration(elapsed)}`
        : `${count(done + failed)}${totalKnown ? ` of ${count(total)}` : ''} ${noun}s`,
    details: [...failures(tasks), ...rate(tasks, elapsed), ...left, ...busyWorkers(busy), ...text],
    colour: COLOURS.running,
  }
}

function ended(tasks: CellTasks, phase: 'ended' | 'stopped', now: number): Line {
  const { total, totalKnown, done, failed, cancelled, noun } = tasks
  // What was stopped may not have ended yet.
  const elapsed = (phase === 'stopped' && tasks.open > 0 ? now : tasks.ended) - tasks.began
  const details = [...rate(tasks, elapsed), ...usedWorkers(tasks)]
  if (phase === 'stopped' || cancelled > 0) {
    const of = totalKnown ? ` of ${count(total)}` : ''
    const head =
      total === 1 ? `■ stopped after ${duration(elapsed)}` : `■ stopped after ${duration(elapsed)}: ${count(done)}${of} ${noun}s done`
    return { fraction: (done + failed) / Math.max(1, total), head, details: [...failures(tasks), ...details], colour: COLOURS.stopped }
  }
  const all = total === 1 ? `1 ${noun}` : `${count(total)} ${noun}s`
  const some = total === 1 ? all : `${count(failed)} of ${all}`
  const head = failed > 0 ? `✗ ${some} failed in ${duration(elapsed)}` : `✓ ${all} in ${duration(elapsed)}`
  return { fraction: 1, head, details, colour: COLOURS.done }
}

function failures({ failed }: CellTasks): string[] {
  return failed > 0 ? [`${count(failed)} failed`] : []
}

function rate({ done, failed }: CellTasks, elapsed: number): string[] {
  if (done + failed < ENOUGH) return []
  const perSecond = ((done + failed) / Math.max(1, elapsed)) * 1000
  return [`${perSecond < 10 ? perSecond.toFixed(1) : count(Math.round(perSecond))}/s`]
}

function timeLeft(ms: number): string {
  return ms < 1000 ? 'under 1 s left' : `${duration(Math.round(ms / 1000) * 1000)} left`
}

function busyWorkers(busy: ReadonlyMap<string, number>): string[] {
  const onLoop = [...busy].filter(([worker]) => ON_EVENT_LOOP.test(worker)).reduce((sum, [, tasks]) => sum + tasks, 0)
  const workers = [...busy.keys()].filter(worker => !ON_EVENT_LOOP.test(worker)).length
  return [...(workers > 0 ? [`${workersText(workers)} busy`] : []), ...(onLoop > 0 ? [`${count(onLoop)} under way`] : [])]
}

function usedWorkers(tasks: CellTasks): string[] {
  const workers = [...tasks.workers].filter(worker => !ON_EVENT_LOOP.test(worker)).length
  return workers > 0 ? [workersText(workers)] : []
}

function workersText(workers: number): string {
  return `${count(workers)} ${workers === 1 ? 'worker' : 'workers'}`
}

function html({ fraction: known, head, details, colour }: Line, { failed, total }: CellTasks): string {
  const fraction = known ?? 1
  const faint = known === undefined ? 'opacity:0.4;' : ''
  const failedShare = Math.min(fraction, failed / Math.max(1, total))
  const part = (share: number, background: string): string =>
    share > 0 ? `<div style="${faint}width:${Math.round(share * 1000) / 10}%;height:0.5em;background:${background}"></div>` : ''
  const bar = `<div style="display:flex;flex:none;width:8em;height:0.5em;border-radius:0.25em;overflow:hidden;background:rgba(128,128,128,0.25)">${part(fraction - failedShare, colour)}${part(failedShare, COLOURS.failed)}</div>`
  const rest = details.map(detail => `<span style="opacity:0.7">${escapeHtml(detail)}</span>`).join('')
  return `<div style="display:flex;flex-wrap:wrap;gap:0.2em 1em;align-items:center;font-size:0.9em;font-variant-numeric:tabular-nums" role="status">${bar}<span>${escapeHtml(head)}</span>${rest}</div>`
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}
