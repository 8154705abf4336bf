import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Snapshot, WorkerSnapshot } from '../../../../kernel/session/tasks/panel-messages.ts'
import type { ListedService, ListedTask } from '../../../../kernel/session/tasks/registry.ts'
import { workersTable } from '../../../../kernel/session/tasks/workers-table.ts'

const session = { pid: 10, cpu: 0.031, memory: 80_400_000 }
const idle: WorkerSnapshot = { name: 'thread-1', kind: 'thread', busy: 0 }

function table(workers: readonly WorkerSnapshot[], services: readonly ListedService[] = [], tasks: readonly ListedTask[] = []): string {
  const pools = [
    { id: 1, name: 'crew', cell: 'In[1]', kind: 'ThreadPool', workers: 2, busy: 1, waiting: 0, done: 30, failed: 0, rate: 12.34 },
  ]
  const snapshot: Snapshot = { session, cells: [], tasks: [], pools, servers: [], workers }
  return String(workersTable({ services, tasks, snapshot, now: 2000 })['text/plain'])
}

const stats = () => ({ workers: 2, busy: 1, waiting: 0, done: 30, failed: 0 })
const service = {
  kind: 'pool',
  name: 'pool',
  workers: 'ThreadPool',
  target: {},
  closed: Promise.resolve(),
  close: async () => {},
  stats,
} as const
const crew: ListedService = { name: 'crew', cell: 'In[1]', service, variable: 'crew' }

test('workers stand below what they work for, each with its share of a processor and its memory', () => {
  const workers: WorkerSnapshot[] = [
    { name: 'crew-1', kind: 'thread', busy: 1, cpu: 0.987, memory: 5_600_000 },
    { name: 'crew-2', kind: 'process', pid: 12, busy: 0, cpu: 0, memory: 31_000_000 },
  ]
  assert.equal(
    table(workers, [crew]),
    `Pools
name  cell   kind        workers  busy  done  rate
crew  In[1]  ThreadPool  2        1     30    12/s

Workers
name     kind          pid  busy  cpu   memory
session  this process  10         3 %   80 MB
crew-1   thread             1     99 %  6 MB
crew-2   process       12   0     0 %   31 MB

%stop NAME closes a pool or a server.`,
  )
})

test('what the system does not tell stays empty', () => {
  assert.match(table([{ ...idle, busy: 1 }]), /\nthread-1 +thread +1$/m)
})

test('threads that only wait for the next cell are nothing that runs', () => {
  assert.equal(table([idle]), 'Nothing is running: no pool or server is open, and no task is under way.')
})
