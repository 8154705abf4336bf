import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Spares } from '../../../src/workers/spares.ts'
import type { WorkerHost } from '../../../src/workers/worker-host.ts'

/** Hosts that do nothing but settle when told to, and end when closed or stopped. */
class FakeHosts {
  readonly made: { readonly name: string; settle: () => void }[] = []
  readonly closed: string[] = []

  readonly create = (number: number): WorkerHost => {
    const name = `fake-${number}`
    let settle = (): void => {}
    const settled = new Promise<void>(resolve => {
      settle = resolve
    })
    const close = async (): Promise<void> => {
      this.closed.push(name)
    }
    const host = { name, alive: true, settled, ready: Promise.resolve(), ref() {}, unref() {}, close, stop: async () => settle() }
    this.made.push({ name, settle })
    return host as unknown as WorkerHost
  }

  async until(reached: () => boolean): Promise<void> {
    while (!reached()) await turn()
  }
}

const turn = () => new Promise(resolve => setImmediate(resolve))

test('as many are kept ready as were taken together, once all of those have settled', async () => {
  const hosts = new FakeHosts()
  const spares = new Spares({ create: hosts.create, keeps: () => true, pause: 1 })
  for (let count = 0; count < 3; count++) spares.take()
  hosts.made[0]?.settle()
  hosts.made[1]?.settle()
  await hosts.until(() => hosts.closed.length === 2)
  await turn()
  assert.equal(hosts.made.length, 3)
  hosts.made[2]?.settle()
  await hosts.until(() => hosts.made.length === 6)
  assert.deepEqual(hosts.closed, ['fake-1', 'fake-2', 'fake-3'])
  assert.equal(spares.take().name, 'fake-4')
  assert.equal(hosts.made.length, 6)
  await spares.prewarm(0)
})

test('what has done its task is ended after a pause, or before others are prewarmed, and does not pile up', async () => {
  const hosts = new FakeHosts()
  const spares = new Spares({ create: hosts.create, keeps: () => false, pause: 2 ** 30 })
  for (let count = 0; count < 10; count++) spares.take()
  for (const { settle } of hosts.made) settle()
  await turn()
  assert.deepEqual(hosts.closed, ['fake-1', 'fake-2'])
  await spares.prewarm(0)
  assert.equal(hosts.closed.length, 10)
})

test('prewarming makes the wanted number, and ends what is too much', async () => {
  const hosts = new FakeHosts()
  const spares = new Spares({ create: hosts.create, keeps: () => false })
  await spares.prewarm(2)
  assert.equal(hosts.made.length, 2)
  await spares.prewarm(1)
  assert.equal(spares.take().name, 'fake-1')
  assert.equal(spares.take().name, 'fake-3')
  await spares.prewarm(0)
})

test('a spare worker from before the surroundings changed is not used', async () => {
  const hosts = new FakeHosts()
  const spares = new Spares({ create: hosts.create, keeps: () => false })
  await spares.prewarm(1)
  process.env.TSLOOM_TEST_SPARES = 'changed'
  try {
    assert.equal(spares.take().name, 'fake-2')
  } finally {
    delete process.env.TSLOOM_TEST_SPARES
  }
})
