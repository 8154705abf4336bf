/** The library in plain Node scripts, as users run them. */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'

const run = promisify(execFile)
const directory = await mkdtemp(join(import.meta.dirname, 'script-'))
after(() => rm(directory, { recursive: true }))

async function script(name: string, text: string): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const file = join(directory, name)
  await writeFile(file, text)
  return run(process.execPath, [file], { timeout: 30_000 })
}

test('output of a thread comes before what is printed after it, and nothing keeps the script from ending', async () => {
  const { stdout, stderr } = await script(
    'thread.mjs',
    `
    import { spawnThread, withTask } from 'tsloom'
    const task = withTask(({ index }) => { for (let i = 0; i < 100; i++) console.log('task', index) })
    await spawnThread.with({ count: 2 })(task)
    console.log('joined')
  `,
  )
  const lines = stdout.trim().split('\n')
  assert.equal(lines.length, 201)
  assert.equal(lines.at(-1), 'joined')
  assert.equal(stderr, '')
})

test('a pool left open does not keep a script from ending', async () => {
  const { stdout, stderr } = await script(
    'pool.mjs',
    `
    import { ThreadPool } from 'tsloom'
    const pool = new ThreadPool({ workers: 2 })
    console.log(await pool.map(x => x * 2, [1, 2, 3]))
  `,
  )
  assert.equal(stdout, '[ 2, 4, 6 ]\n')
  assert.equal(stderr, '')
})

test('a CommonJS script ships functions that use what it requires', async () => {
  const { stdout } = await script(
    'common.cjs',
    `
    const { basename } = require('node:path')
    const os = require('node:os')
    import('tsloom').then(async ({ spawnThread }) => console.log(await spawnThread(() => basename('/a/b') + typeof os.cpus)))
  `,
  )
  assert.equal(stdout, 'bfunction\n')
})

test('a failure that nobody handles ends the script with the error of the thread', async () => {
  const failed = await script(
    'fail.mjs',
    `
    import { spawnThread } from 'tsloom'
    await spawnThread(() => { throw new RangeError('in the thread') })
  `,
  ).catch((error: { readonly stderr: string; readonly code: number }) => error)
  assert.ok('code' in failed && failed.code === 1)
  assert.match(failed.stderr, /RangeError: in the thread\n\s+at .*fail\.mjs:3:/)
})

test('so does a failed task of a pool that nobody awaits', async () => {
  const failed = await script(
    'unawaited.mjs',
    `
    import { ThreadPool } from 'tsloom'
    const pool = new ThreadPool({ workers: 1 })
    pool.submit(() => { throw new RangeError('unawaited') })
  `,
  ).catch((error: { readonly stderr: string; readonly code: number }) => error)
  assert.ok('code' in failed && failed.code === 1)
  assert.match(failed.stderr, /RangeError: unawaited/)
})

test('a task that nobody awaits tells of its failure, also if it has a signal; a signal may have many tasks', async () => {
  const failing = script(
    'forgotten.mjs',
    `
    import { ThreadPool } from 'tsloom'
    const pool = new ThreadPool({ workers: 1 })
    const view = pool.with({ signal: new AbortController().signal })
    const same = x => x
    await Promise.all(Array.from({ length: 50 }, (_, index) => view.submit(same, index)))
    view.submit(() => { throw new RangeError('forgotten') })
  `,
  )
  await assert.rejects(failing, ({ stderr }: { stderr: string }) => {
    assert.match(stderr, /RangeError: forgotten/)
    assert.doesNotMatch(stderr, /MaxListenersExceededWarning/)
    return true
  })
})
