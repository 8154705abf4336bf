import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunMessage } from '../../../src/workers/messages.ts'
import { expandRun, RunWire } from '../../../src/workers/short-messages.ts'

const whole: RunMessage = {
  type: 'run',
  job: 1,
  news: undefined,
  fn: 1,
  mode: 'sequence',
  wantsTask: false,
  calls: 1,
  args: { value: [[1]], mixed: false },
  single: false,
  aliasing: false,
  timed: false,
  discard: false,
  last: false,
  awake: false,
  context: { index: 0, count: 1, apart: true },
  owner: 3,
  label: 'pool 1',
}

const news = { definitions: [{ kind: 'global', id: 5, path: ['Math'] }], bindings: [], forget: [] } as const

test('jobs arrive as they were sent, short or in full, whichever function they are of', () => {
  const wire = new RunWire()
  const expand = expandRun()
  const jobs: RunMessage[] = [
    whole,
    { ...whole, job: 2, args: { value: [[2]], mixed: false } },
    { ...whole, job: 3, fn: 5, news },
    { ...whole, job: 4, fn: 5 },
    { ...whole, job: 5 },
    { ...whole, job: 6, owner: 4, news },
    { ...whole, job: 7, owner: 4, fn: 5 },
  ]
  const short = jobs.map(job => {
    const sent = wire.shorten(job)
    assert.deepEqual(expand(structuredClone(sent ?? job)), job)
    wire.sent(job, sent)
    return sent !== undefined
  })
  assert.deepEqual(short, [false, true, true, true, true, false, true])
})

test('what could not be sent leaves no trace', () => {
  const wire = new RunWire()
  const expand = expandRun()
  wire.sent(whole, undefined)
  expand(whole)
  wire.shorten({ ...whole, job: 2, fn: 5, news })
  const next = { ...whole, job: 3 }
  assert.deepEqual(expand(wire.shorten(next) ?? next), next)
})
