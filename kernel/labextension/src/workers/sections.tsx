/** Tasks, pools and servers of a snapshot. */

import type { ReactElement } from 'react'
import { Action, Bar, Section, type Send } from './elements.tsx'
import { count, duration, facts, rate } from './format.ts'
import type { CellSnapshot, PoolSnapshot, ServerSnapshot, Snapshot, TaskSnapshot } from './messages.ts'

export function Tasks({
  snapshot,
  now,
  send,
}: {
  readonly snapshot: Snapshot
  readonly now: number
  readonly send: Send
}): ReactElement | null {
  const { cells, tasks } = snapshot
  if (cells.length === 0) return null
  return (
    <Section title="Tasks" summary={count(cells.reduce((sum, { open }) => sum + open, 0))}>
      {cells.map(cell => (
        <Cell key={cell.cell} cell={cell} tasks={tasks.filter(task => task.cell === cell.cell)} now={now} send={send} />
      ))}
    </Section>
  )
}

interface CellProps {
  readonly cell: CellSnapshot
  readonly tasks: readonly TaskSnapshot[]
  readonly now: number
  readonly send: Send
}

function Cell({ cell, tasks, now, send }: CellProps): ReactElement {
  const ended = cell.done + cell.failed
  const details = [
    cell.totalKnown ? `${count(ended)} of ${count(cell.total)}` : `${count(ended)} done`,
    ...(cell.failed > 0 ? [`${count(cell.failed)} failed`] : []),
    ...(cell.rate > 0 ? [rate(cell.rate)] : []),
    duration(now - cell.began),
  ]
  return (
    <div className="tsloom-item">
      <div className="tsloom-row">
        <strong>{cell.cell}</strong>
        <span className="tsloom-details">{facts(details)}</span>
        <Action label="Cancel" title={`Cancel all tasks of ${cell.cell}`} act={() => send({ type: 'cancel-cell', cell: cell.cell })} />
      </div>
      <Bar fraction={cell.totalKnown ? ended / Math.max(1, cell.total) : undefined} failed={cell.failed > 0} />
      {tasks.length > 1 && (
        <ul>
          {tasks.map(task => (
            <li key={task.id} className="tsloom-row">
              <span className="tsloom-name" title={`${task.name}, number ${task.id}`}>
                {task.name}
              </span>
              <span className="tsloom-details">
                {task.detached ? 'detached · ' : ''}
                {duration(now - task.started)}
              </span>
              <Action label="×" title={`Cancel ${task.name} (${task.id})`} act={() => send({ type: 'cancel-task', task: task.id })} />
            </li>
          ))}
        </ul>
      )}
      {tasks.length > 1 && cell.open > tasks.length && <p className="tsloom-details">and {count(cell.open - tasks.length)} more</p>}
    </div>
  )
}

export function Pools({ pools, send }: { readonly pools: readonly PoolSnapshot[]; readonly send: Send }): ReactElement | null {
  if (pools.length === 0) return null
  return (
    <Section title="Pools" summary={count(pools.length)}>
      {pools.map(pool => (
        <div key={pool.id} className="tsloom-item">
          <div className="tsloom-row">
            <strong className="tsloom-name">{pool.name}</strong>
            <span className="tsloom-details">{facts(pool.kind === pool.name ? [pool.cell] : [pool.kind, pool.cell])}</span>
            <Action
              label="Stop"
              title={`Close ${pool.name}: it takes no more tasks and ends when it has done what it has`}
              act={() => send({ type: 'stop-service', service: pool.id })}
            />
          </div>
          <Bar fraction={pool.workers === 0 ? 0 : Math.min(1, pool.busy / pool.workers)} />
          <div className="tsloom-details">
            {facts([
              `${count(pool.busy)} of ${count(pool.workers)} busy`,
              ...(pool.waiting > 0 ? [`${count(pool.waiting)} waiting`] : []),
              `${count(pool.done)} done`,
              ...(pool.failed > 0 ? [`${count(pool.failed)} failed`] : []),
              ...(pool.rate > 0 ? [rate(pool.rate)] : []),
            ])}
          </div>
        </div>
      ))}
    </Section>
  )
}

export function Servers({ servers, send }: { readonly servers: readonly ServerSnapshot[]; readonly send: Send }): ReactElement | null {
  if (servers.length === 0) return null
  return (
    <Section title="Servers" summary={count(servers.length)}>
      {servers.map(server => (
        <div key={server.id} className="tsloom-item">
          <div className="tsloom-row">
            <strong className="tsloom-name">{server.name}</strong>
            <span className="tsloom-details">{server.cell}</span>
            <Action
              label="Stop"
              title={`Stop ${server.name}: running requests may end`}
              act={() => send({ type: 'stop-service', service: server.id })}
            />
          </div>
          <a href={server.url} target="_blank" rel="noreferrer">
            {server.url}
          </a>
          <div className="tsloom-details">
            {facts([
              `${count(server.requests)} requests`,
              rate(server.rate),
              `${count(server.active)} active`,
              ...(server.errors > 0 ? [`${count(server.errors)} errors`] : []),
            ])}
          </div>
        </div>
      ))}
    </Section>
  )
}
