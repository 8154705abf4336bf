import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestKernel, testKernel } from '../support/kernel.ts'

let kernel: TestKernel
before(async () => {
  kernel = await testKernel()
  await kernel.run("import { AsyncPool, gather, sleep, TaskGroup, withTimeout } from 'tsloom'")
})
after(() => kernel[Symbol.asyncDispose]())

/** Ends only by being stopped; says so. */
const stubborn = `const stubborn = async (name: string) => {
  try {
    for (;;) await new Promise(resolve => setTimeout(resolve, 1))
  } finally {
    await null
    console.log(name + ' cleaned up')
  }
}\n`

test('a failing group stops the awaits of its other tasks, and their finally blocks run', async () => {
  const { stdout } = await kernel.run(`${stubborn}
try {
  await TaskGroup.run(async group => {
    group.spawn(stubborn, 'a')
    group.spawn(stubborn, 'b')
    await sleep(5)
    throw new RangeError('body')
  })
} catch (error) { console.log((error as Error).message) }`)
  assert.equal(stdout, 'a cleaned up\nb cleaned up\nthe body failed: RangeError: body\n')
})

test('a cancelled task of a pool stops at its await, the others go on', async () => {
  const { stdout } = await kernel.run(`{ await using pool = new AsyncPool({ concurrency: 1 })
const task = pool.submit(stubborn, 'task')
await sleep(5)
task.cancel()
await task.catch(error => console.log((error as Error).name))
console.log(await pool.submit(async () => 'whole')) }`)
  assert.equal(stdout, 'task cleaned up\nCancelledError\nwhole\n')
})

test('a time limit stops what it limits', async () => {
  const { stdout } = await kernel.run(
    "await withTimeout(() => stubborn('slow'), 5).catch(error => console.log(error.name)); await sleep(5)",
  )
  assert.deepEqual(stdout.trim().split('\n').sort(), ['TaskTimeoutError', 'slow cleaned up'])
})

test('an interrupt of the cell runs what its tasks clean up', async () => {
  const cell = kernel.run(`const group = new TaskGroup()
group.spawn(stubborn, 'task')
const last = async () => {
  console.log('started')
  await new Promise(() => {})
}
try { await gather([() => stubborn('item'), last]) } finally { console.log('cell cleaned up') }`)
  await cell.printed(/started/)
  await kernel.client.interrupt()
  const { stdout, errors } = await cell
  assert.equal(errors[0]?.name, 'InterruptError')
  assert.deepEqual(stdout.trim().split('\n').sort(), ['cell cleaned up', 'item cleaned up', 'started', 'task cleaned up'])
})

test('a task that never awaits anything pending is stopped by an interrupt too', async () => {
  const cell = kernel.run("console.log('started'); await gather([async () => { for (;;) { try { await null } catch {} } }])")
  await cell.printed(/started/)
  await kernel.client.interrupt()
  assert.equal((await cell).errors[0]?.name, 'InterruptError')
  assert.equal((await kernel.run('1 + 1')).result, '2')
})
