import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CommMessage } from '../../../../kernel/interpreter.ts'
import { createComms } from '../../../../kernel/session/comms.ts'
import type { ToControl } from '../../../../kernel/session/control-entry.ts'
import { createPanel } from '../../../../kernel/session/tasks/panel.ts'
import type { PanelCommand, PanelMessage } from '../../../../kernel/session/tasks/panel-messages.ts'
import type { ListedService, ListedTask } from '../../../../kernel/session/tasks/registry.ts'

function setUp(context: { tasks?: ListedTask[]; services?: ListedService[] } = {}) {
  const sent: CommMessage[] = []
  const told: ToControl[] = []
  const comms = createComms(message => sent.push(message))
  const registry = { tasks: () => context.tasks ?? [], services: () => context.services ?? [] }
  const panel = createPanel({
    comms,
    registry,
    tasksOf: () => undefined,
    now: () => Date.now(),
    tellControl: message => told.push(message),
  })
  return {
    panel,
    told,
    open: () => comms.receive({ kind: 'open', commId: 'c', targetName: 'tsloom-workers', data: {} }),
    close: () => comms.receive({ kind: 'close', commId: 'c', data: {} }),
    command: (data: PanelCommand) => comms.receive({ kind: 'msg', commId: 'c', data }),
    messages: () => sent.map(({ data }) => data as PanelMessage),
    last() {
      const message = this.messages().at(-1)
      assert.ok(message?.type === 'snapshot')
      return message.snapshot
    },
  }
}

function task(id: number, cell: string, cancelled: string[]): ListedTask {
  const work = {
    owner: 1,
    name: `t${id}`,
    detached: false,
    cancel: (reason: unknown) => cancelled.push(`${id} ${reason}`),
    settled: Promise.resolve(),
  }
  return { id, name: `t${id}`, cell, detached: false, started: 0, work }
}

test('nothing is sent until someone looks; then at once what there is', () => {
  const session = setUp({ tasks: [task(1, 'In[1]', []), task(2, 'In[1]', [])] })
  assert.deepEqual(session.messages(), [])
  session.open()
  assert.equal(session.last().session.pid, process.pid)
  assert.deepEqual(
    session.last().tasks.map(({ id }) => id),
    [1, 2],
  )
  assert.equal(session.last().cells[0]?.open, 2)
  session.close()
  const { length } = session.messages()
  session.command({ type: 'cancel-task', task: 1 })
  assert.equal(session.messages().length, length)
})

test('a panel cancels a task, or all of a cell', () => {
  const cancelled: string[] = []
  const session = setUp({ tasks: [task(1, 'In[1]', cancelled), task(2, 'In[2]', cancelled), task(3, 'In[2]', cancelled)] })
  session.open()
  session.command({ type: 'cancel-task', task: 1 })
  session.command({ type: 'cancel-cell', cell: 'In[2]' })
  assert.deepEqual(
    cancelled.map(text => text.split(' ')[0]),
    ['1', '2', '3'],
  )
  session.close()
})

test('a panel stops a pool, by the number that it was listed with', () => {
  let closed = 0
  const stats = () => ({ workers: 2, busy: 1, waiting: 0, done: 3, failed: 0 })
  const close = async () => void closed++
  const service = { kind: 'pool', name: 'crew', workers: 'ThreadPool', target: {}, closed: Promise.resolve(), close, stats } as const
  const session = setUp({ services: [{ name: 'crew', cell: 'In[1]', service, variable: undefined }] })
  session.open()
  const [pool] = session.last().pools
  assert.equal(pool?.name, 'crew')
  session.command({ type: 'stop-service', service: pool?.id ?? 0 })
  session.command({ type: 'stop-service', service: 99 })
  assert.equal(closed, 1)
  session.close()
})

test('workers are listed as long as they live, and the control thread knows their processes', async () => {
  const session = setUp()
  let end = (): void => {}
  const ended = new Promise<void>(resolve => {
    end = resolve
  })
  session.panel.started({ kind: 'process', name: 'farm-1', pid: process.pid, busy: 1, ended })
  session.open()
  const [worker] = session.last().workers
  assert.deepEqual([worker?.name, worker?.kind, worker?.pid, worker?.busy], ['farm-1', 'process', process.pid, 1])
  if (process.platform === 'linux') assert.ok((worker?.memory ?? 0) > 1e6)
  end()
  await ended
  assert.deepEqual(
    session.told.map(({ type }) => type),
    ['worker-started', 'worker-ended'],
  )
  session.close()
})
