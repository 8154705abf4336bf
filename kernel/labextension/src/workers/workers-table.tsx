/** The session and its workers: how many tasks each has, how much of the machine it uses. */

import { type ReactElement, useState } from 'react'
import { Action, Section, type Send } from './elements.tsx'
import { count, memory, processor } from './format.ts'
import type { Snapshot, WorkerSnapshot } from './messages.ts'

interface WorkersProps extends Pick<Snapshot, 'workers' | 'session'> {
  /** The session's main thread is busy: only this ends a worker now. */
  readonly deaf: boolean
  readonly send: Send
}

export function Workers({ workers, session, deaf, send }: WorkersProps): ReactElement {
  return (
    <Section title="Workers" summary={count(workers.length)}>
      <table>
        <thead>
          <tr>
            <th scope="col">name</th>
            <th scope="col">tasks</th>
            <th scope="col">CPU</th>
            <th scope="col">memory</th>
          </tr>
        </thead>
        <tbody>
          <tr title={`process ${session.pid}: the notebook's code, its threads included`}>
            <th scope="row">session</th>
            <td />
            <Processor cores={session.cpu} />
            <td>{memory(session.memory)}</td>
          </tr>
          {workers.map((worker, at) => (
            // Names are for people: two pools may have the same.
            <WorkerRow key={worker.pid ?? `${at} ${worker.name}`} worker={worker} deaf={deaf} send={send} />
          ))}
        </tbody>
      </table>
    </Section>
  )
}

interface WorkerProps extends Pick<WorkersProps, 'deaf' | 'send'> {
  readonly worker: WorkerSnapshot
}

function WorkerRow({ worker, deaf, send }: WorkerProps): ReactElement {
  const [ended, setEnded] = useState(false)
  const { name, kind, pid, busy, cpu } = worker
  const end = (pid: number): void => {
    setEnded(true)
    send({ type: 'end-worker', pid })
  }
  return (
    <tr
      className={busy > 0 ? undefined : 'tsloom-idle'}
      title={kind === 'thread' ? `thread ${name}; memory is what its heap holds` : `process ${pid}`}
    >
      <th scope="row">{name}</th>
      <td>{busy > 0 ? count(busy) : 'idle'}</td>
      <Processor cores={cpu} />
      {deaf && kind === 'process' && pid !== undefined ? (
        <td>{ended ? 'ended' : <Action label="End" title={`End process ${pid} now; its tasks fail`} act={() => end(pid)} />}</td>
      ) : (
        <td>{memory(worker.memory)}</td>
      )}
    </tr>
  )
}

/** Filled as far as one core is busy. */
function Processor({ cores }: { readonly cores: number | undefined }): ReactElement {
  const share = Math.round(100 * Math.min(1, cores ?? 0))
  const fill = `linear-gradient(to right, var(--tsloom-used) ${share}%, transparent ${share}%)`
  return (
    <td className="tsloom-cpu" style={share > 0 ? { backgroundImage: fill } : undefined}>
      {processor(cores)}
    </td>
  )
}
