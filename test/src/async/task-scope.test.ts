import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gather, Queue, sleep, TaskGroup, TaskTimeoutError, withTimeout } from '../../../src/index.ts'
import { turn } from './support/deferred.ts'

test('what a function calls before its first await ends with its task, without being handed the signal', async () => {
  const queue = new Queue<number>()
  const group = new TaskGroup()
  const waits = [group.spawn(() => queue.get()), group.spawn(() => sleep(1e6)), group.spawn(() => gather([() => sleep(1e6)]))]
  await turn()
  group.cancel()
  await group.close()
  assert.deepEqual(
    waits.map(({ status }) => status),
    ['cancelled', 'cancelled', 'cancelled'],
  )
  queue.tryPut(1)
  assert.equal(queue.size, 1)
  await assert.rejects(
    withTimeout(() => queue.join(), 1),
    TaskTimeoutError,
  )
})
