import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { installation } from '../../kernel/cli/installation.ts'
import { processGone } from '../support/process-gone.ts'

const START = new URL('../../kernel/client/start-kernel.js', import.meta.url).href

test('a kernel ends with the front end that started it, also when that is killed', { timeout: 60_000 }, async () => {
  const script = `
    const { startKernel } = await import(${JSON.stringify(START)})
    const kernel = await startKernel({ argv: [process.execPath, ${JSON.stringify(installation.main)}, '--connection-file', '{connection_file}'] })
    const { messages } = await kernel.execute('process.pid')
    const session = messages.find(({ header }) => header.msg_type === 'execute_result').content.data['text/plain']
    console.log(JSON.stringify([kernel.process.pid, Number(session.replace(/\\u001b\\[\\d+m/g, ''))]))
    setInterval(() => {}, 1000)`
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(parent.stdout, 'data')) as [Buffer]
  const pids = JSON.parse(line.toString()) as number[]
  assert.equal(pids.length, 2)
  parent.kill('SIGKILL')
  await Promise.all(pids.map(pid => processGone(pid)))
})
