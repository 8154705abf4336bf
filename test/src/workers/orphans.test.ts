import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { isRunning, processGone } from '../../support/process-gone.ts'

const library = new URL('../../../src/index.js', import.meta.url).href

/** Starts a program over the library and gives the lines that it prints. */
function start(code: string) {
  const program = `import(${JSON.stringify(library)}).then(async t => { ${code} })`
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  const printed = new Promise<string[]>((resolve, reject) => {
    child.once('close', () => reject(new Error('it ended and had printed nothing')))
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part
      lines.splice(0, lines.length, ...text.split('\n').slice(0, -1))
      if (lines.length > 0) resolve(lines)
    })
  })
  printed.catch(() => {})
  return { child, printed, ended: once(child, 'close'), lines }
}

const SPINNING = `
  const tell = t.withTask(({ progress }) => { progress(process.pid); for (;;); })
  const task = t.spawnProcess(tell)
  task.onProgress(({ done }) => console.log(done))
`

test('a worker that spins ends with a parent that is killed', async () => {
  const { child, printed, ended } = start(SPINNING)
  const pid = Number((await printed)[0])
  assert.ok(isRunning(pid))
  child.kill('SIGKILL')
  await ended
  await processGone(pid)
})

test('a worker that spins ends with a parent that exits', async () => {
  const { printed, ended } = start(`${SPINNING}; task.onProgress(() => process.exit())`)
  const pid = Number((await printed)[0])
  await ended
  await processGone(pid)
})

test('an idle pool does not keep a script from ending, and its workers end with it', async () => {
  const { printed, ended } = start(`console.log(await new t.ProcessPool({ workers: 1 }).submit(() => process.pid))`)
  const pid = Number((await printed)[0])
  assert.deepEqual(await ended, [0, null])
  await processGone(pid)
})

test('a script that awaits a process goes on until it has answered', async () => {
  const { ended, lines } = start(`
    const task = t.spawnProcess(() => new Promise(resolve => setTimeout(resolve, 100, 'answer')))
    console.log(await task)
  `)
  assert.deepEqual(await ended, [0, null])
  assert.deepEqual(lines, ['answer'])
})
