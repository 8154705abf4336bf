/** What `%workers` shows: servers, pools and tasks that are there now. */

import { escapeHtml } from '../../../src/display/content.ts'
import { duration } from '../../../src/time/stopwatch.ts'
import type { MimeBundle } from '../../interpreter.ts'
import type { Snapshot, Usage } from './panel-messages.ts'
import type { ListedService, ListedTask } from './registry.ts'

const MAX_TASKS = 50

interface Table {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export interface Listed {
  readonly services: readonly ListedService[]
  readonly tasks: readonly ListedTask[]
  readonly snapshot: Snapshot
  readonly now: number
}

export function workersTable({ services, tasks, snapshot, now }: Listed): MimeBundle {
  const work = [serversTable(services), poolsTable(services, snapshot), tasksTable(tasks, now)].filter(({ rows }) => rows.length > 0)
  const { workers } = snapshot
  // Threads that wait for the next cell are nothing that runs.
  const isBusy = work.length > 0 || workers.some(({ busy }) => busy > 0)
  const tables = isBusy && workers.length > 0 ? [...work, usageTable(snapshot)] : work
  if (tables.length === 0) {
    const nothing = 'Nothing is running: no pool or server is open, and no task is under way.'
    return { 'text/html': `<p>${nothing}</p>`, 'text/plain': nothing }
  }
  const hints = [
    ...(tasks.length > 0 ? ['%cancel NAME, an ID or all cancels tasks.'] : []),
    ...(services.length > 0 ? ['%stop NAME closes a pool or a server.'] : []),
  ].join(' ')
  return {
    'text/html': `${tables.map(html).join('')}<p style="opacity:0.7;font-size:0.9em">${hints}</p>`,
    'text/plain': [...tables.map(plain), hints].join('\n\n'),
  }
}

function serversTable(services: readonly ListedService[]): Table {
  const rows = services.flatMap(({ name, cell, service }) => {
    if (service.kind !== 'server') return []
    const { requests, active, errors, perSecond, workers, restarts } = service.stats()
    return [
      [
        name,
        cell,
        service.url,
        String(workers.length),
        count(requests),
        `${round(perSecond)}/s`,
        count(active),
        count(errors),
        count(restarts),
      ],
    ]
  })
  const columns = ['name', 'cell', 'url', 'workers', 'requests', 'rate', 'active', 'errors', 'restarts']
  return withoutZeros({ title: 'Servers', columns, rows }, ['active', 'errors', 'restarts'])
}

function poolsTable(services: readonly ListedService[], { pools }: Snapshot): Table {
  const rows = services.flatMap(({ name, cell, service }) => {
    if (service.kind !== 'pool') return []
    const { workers, busy, waiting, done, failed } = service.stats()
    const rate = pools.find(pool => pool.name === name && pool.cell === cell)?.rate ?? 0
    return [[name, cell, service.workers, count(workers), count(busy), count(waiting), count(done), `${round(rate)}/s`, count(failed)]]
  })
  const columns = ['name', 'cell', 'kind', 'workers', 'busy', 'waiting', 'done', 'rate', 'failed']
  return withoutZeros({ title: 'Pools', columns, rows }, ['waiting', 'failed'])
}

/** `cpu`: of one core, over the last moment. Of a thread the memory is its heap, where Node tells. */
function usageTable({ session, workers }: Snapshot): Table {
  const rows = [
    ['session', 'this process', String(session.pid), '', ...usage(session)],
    ...workers
      .slice(0, MAX_TASKS)
      .map(({ name, kind, pid, busy, ...used }) => [name, kind, pid === undefined ? '' : String(pid), count(busy), ...usage(used)]),
  ]
  const title = workers.length > MAX_TASKS ? `Workers: the first ${MAX_TASKS} of ${count(workers.length)}` : 'Workers'
  return { title, columns: ['name', 'kind', 'pid', 'busy', 'cpu', 'memory'], rows }
}

function usage({ cpu, memory }: Usage): [cpu: string, memory: string] {
  return [cpu === undefined ? '' : `${Math.round(cpu * 100)} %`, memory === undefined ? '' : `${count(Math.round(memory / 1e6))} MB`]
}

function tasksTable(tasks: readonly ListedTask[], now: number): Table {
  const rows = tasks
    .slice(0, MAX_TASKS)
    .map(({ id, name, cell, started, detached }) => [String(id), name, cell, duration(now - started), detached ? 'detached' : ''])
  const title = tasks.length > MAX_TASKS ? `Tasks: the first ${MAX_TASKS} of ${count(tasks.length)}` : 'Tasks'
  return { title, columns: ['id', 'name', 'cell', 'for', ''], rows }
}

/** Columns that say nothing only take room. */
function withoutZeros({ title, columns, rows }: Table, optional: readonly string[]): Table {
  const kept = columns.map((column, at) => !optional.includes(column) || rows.some(row => row[at] !== '0'))
  const keep = (texts: readonly string[]): readonly string[] => texts.filter((_, at) => kept[at])
  return { title, columns: keep(columns), rows: rows.map(keep) }
}

function html({ title, columns, rows }: Table): string {
  const cells = (tag: 'th' | 'td', texts: readonly string[]): string =>
    texts
      .map(text => `<${tag} style="text-align:${/^[\d.,]+(\/s| %| MB)?$/.test(text) ? 'right' : 'left'}">${escapeHtml(text)}</${tag}>`)
      .join('')
  const body = rows.map(row => `<tr>${cells('td', row)}</tr>`).join('')
  return `<table><caption style="text-align:left;font-weight:bold">${escapeHtml(title)}</caption><thead><tr>${cells('th', columns)}</tr></thead><tbody>${body}</tbody></table>`
}

function plain({ title, columns, rows }: Table): string {
  const widths = columns.map((column, at) => Math.max(column.length, ...rows.map(row => (row[at] ?? '').length)))
  const line = (row: readonly string[]): string =>
    row
      .map((text, at) => text.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd()
  return [title, line(columns), ...rows.map(line)].join('\n')
}

const count = (value: number): string => value.toLocaleString('en-US')
const round = (value: number): string => (value < 10 ? value.toFixed(1) : count(Math.round(value)))
