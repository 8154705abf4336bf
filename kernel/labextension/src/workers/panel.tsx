/** The side panel: what the kernel of the notebook in front has under way. */

import { ReactWidget, UseSignal } from '@jupyterlab/apputils'
import type { Message } from '@lumino/messaging'
import type { ReactElement } from 'react'
import type { Connection, PanelState } from './connection.ts'
import { duration } from './format.ts'
import { Pools, Servers, Tasks } from './sections.tsx'
import { Workers } from './workers-table.tsx'

export class WorkersPanel extends ReactWidget {
  readonly #connection: Connection

  constructor(connection: Connection) {
    super()
    this.#connection = connection
    this.id = 'tsloom-workers'
    this.addClass('tsloom-workers')
    this.title.caption = 'tsloom workers'
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message)
    this.#connection.watch(true)
  }

  protected override onAfterHide(message: Message): void {
    super.onAfterHide(message)
    this.#connection.watch(false)
  }

  protected override render(): ReactElement {
    return <UseSignal signal={this.#connection.changed}>{() => <Content connection={this.#connection} />}</UseSignal>
  }
}

function Content({ connection }: { readonly connection: Connection }): ReactElement {
  const { state } = connection
  const snapshot = state.kind === 'live' || state.kind === 'silent' ? state.snapshot : undefined
  const now = Date.now()
  const send = connection.send.bind(connection)
  return (
    <>
      <header>
        <h2>tsloom workers</h2>
      </header>
      <Notice state={state} now={now} />
      {snapshot && (
        <div className={state.kind === 'silent' ? 'tsloom-stale' : undefined}>
          <Tasks snapshot={snapshot} now={now} send={send} />
          <Pools pools={snapshot.pools} send={send} />
          <Servers servers={snapshot.servers} send={send} />
          <Workers workers={snapshot.workers} session={snapshot.session} deaf={state.kind === 'silent'} send={send} />
        </div>
      )}
    </>
  )
}

function Notice({ state, now }: { readonly state: PanelState; readonly now: number }): ReactElement | null {
  switch (state.kind) {
    case 'no-kernel':
      return <p className="tsloom-notice">Open a notebook with the TypeScript (tsloom) kernel: what it has under way appears here.</p>
    case 'other-kernel':
      return <p className="tsloom-notice">The notebook in front runs on another kernel.</p>
    case 'connecting':
      return <p className="tsloom-notice">Waiting for the kernel…</p>
    case 'silent':
      return (
        <p className="tsloom-notice tsloom-warning" role="status">
          The notebook's main thread has been busy for {duration(now - state.since)} and cannot answer. What is below is from before. Worker
          processes can be ended now; what else you cancel waits until it is free. Interrupting the kernel frees it.
        </p>
      )
    case 'live': {
      const { cells, pools, servers } = state.snapshot
      const nothing = cells.length + pools.length + servers.length === 0
      return nothing ? <p className="tsloom-notice">No task is under way, and no pool or server is open.</p> : null
    }
  }
}
