import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Spares } from '../../../src/workers/spares.ts'
import type { WorkerHost } from '../../../src/workers/worker-host.ts'

/** Hosts that do nothing but end when told to. */
class FakeHosts {
  readonly made: { readonly name: string; end: () => void }[] = []

  readonly create = (number: number): WorkerHost => {
    let end = (): void => {}
    const ended = new Promise<void>(resolve => {
      end = resolve
    })
    const host = { name: `fake-${number}`, alive: true, ended, ready: Promise.resolve(), ref() {}, unref() {}, stop: async () => end() }
    this.made.push({ name: host.name, end })
    return host as unknown as WorkerHost
  }
}

const turn = () => new Promise(resolve => setImmediate(resolve))

test('as many are kept ready as were taken together, once all of those have ended', async () => {
  const hosts = new FakeHosts()
  const spares = new Spares({ create: hosts.create, keeps: () => true })
  for (let count = 0; count < 3; count++) spares.take()
  hosts.made[0]?.end()
  hosts.made[1]?.end()
  await turn()
  assert.equal(hosts.made.length, 3)
  hosts.made[2]?.end()
  await turn()
  await turn()
  assert.equal(hosts.made.length, 6)
  assert.equal(spares.take().name, 'fake-4')
  assert.equal(hosts.made.length, 6)
  await spares.prewarm(0)
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
