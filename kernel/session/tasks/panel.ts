/** The session's side of a front end's panel of workers: says what there is while someone looks, and does what is asked for. */

import { clearTimeout, setTimeout } from 'node:timers'
import type { LiveWorker } from '../../../src/environment.ts'
import type { Comms } from '../comms.ts'
import type { ToControl } from '../control-entry.ts'
import type { Comm } from '../jupyter-api.ts'
import { PANEL_TARGET, type PanelCommand, type PanelMessage, type Snapshot } from './panel-messages.ts'
import { createSnapshots, type SnapshotSources } from './snapshot.ts'

/** Between two looks, and at most until it says that it is alive (ms). */
const INTERVAL = 500
const HEARTBEAT = 1000
const REASON = 'cancelled in the panel of workers'

export interface Panel {
  started(worker: LiveWorker): void
  /** Processor use is that since the look before. */
  look(): Snapshot
}

export interface PanelOptions extends Omit<SnapshotSources, 'workers'> {
  readonly comms: Pick<Comms, 'onOpen'>
  /** The control thread ends worker processes while this thread cannot. */
  readonly tellControl: (message: ToControl) => void
}

export function createPanel({ comms, registry, tasksOf, now, tellControl }: PanelOptions): Panel {
  const workers = new Set<LiveWorker>()
  const snapshots = createSnapshots({ registry, tasksOf, workers: () => workers, now })
  const open = new Set<Comm>()
  let timer: NodeJS.Timeout | undefined
  let shown = ''
  let said = 0

  /** Also for one who has just opened: then `shown` is empty. */
  function look(): void {
    clearTimeout(timer)
    if (open.size === 0) return
    timer = setTimeout(look, INTERVAL).unref()
    const snapshot = snapshots.take()
    const text = JSON.stringify(snapshot)
    if (text !== shown) say({ type: 'snapshot', snapshot })
    else if (now() - said >= HEARTBEAT) say({ type: 'alive' })
    shown = text
  }

  function say(message: PanelMessage): void {
    said = now()
    for (const comm of open) comm.send(message)
  }

  function obey(command: PanelCommand): void {
    switch (command.type) {
      case 'cancel-task':
        return cancel(({ id }) => id === command.task)
      case 'cancel-cell':
        return cancel(({ cell }) => cell === command.cell)
      case 'stop-service':
        // Whoever holds it hears of a failure to close.
        void snapshots
          .service(command.service)
          ?.service.close()
          .catch(() => {})
        return
      case 'end-worker':
        // Has gone to the control thread instead.
        return
    }
  }

  function cancel(isMeant: (task: { readonly id: number; readonly cell: string }) => boolean): void {
    for (const task of registry.tasks()) if (isMeant(task)) task.work.cancel(REASON)
  }

  comms.onOpen(PANEL_TARGET, comm => {
    open.add(comm)
    shown = ''
    comm.onMessage(data => {
      obey(data as PanelCommand)
      look()
    })
    comm.onClose(() => open.delete(comm))
    look()
  })

  return {
    look: () => snapshots.take(),
    started(worker) {
      const pid = worker.kind === 'process' ? worker.pid : undefined
      workers.add(worker)
      if (pid !== undefined) tellControl({ type: 'worker-started', pid })
      void worker.ended.then(() => {
        workers.delete(worker)
        if (pid !== undefined) tellControl({ type: 'worker-ended', pid })
      })
    },
  }
}
