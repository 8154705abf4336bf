import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { KernelDiedError } from '../../../kernel/client/errors.ts'
import { isIdle } from '../../../kernel/client/execute.ts'
import { startKernel } from '../../../kernel/client/start-kernel.ts'
import { processGone } from '../../support/process-gone.ts'
import { content, types } from '../../support/served-kernel.ts'

const argv = [process.execPath, fileURLToPath(new URL('../../support/fake-kernel.js', import.meta.url)), '{connection_file}']

test('a kernel is started, executes, shuts down, and leaves neither process nor file', async () => {
  const kernel = await startKernel({ argv })
  assert.equal(kernel.info.implementation, 'tsloom')
  assert.equal(statSync(kernel.connectionFile).mode & 0o777, 0o600)
  const { messages, reply } = await kernel.execute('1')
  assert.equal(reply.status, 'ok')
  assert.deepEqual(types(messages), ['busy', 'execute_input', 'execute_result', 'idle'])
  await kernel.shutdown()
  assert.deepEqual(await kernel.exited, { code: 0, signal: null })
  assert.equal(existsSync(kernel.connectionFile), false)
  await kernel.shutdown()
})

test('100 000 lines cross the wire in order and before idle', async () => {
  await using kernel = await startKernel({ argv })
  const { messages } = await kernel.execute('flood')
  const text = messages.filter(message => message.header.msg_type === 'stream').map(message => content(message).text)
  assert.equal(text.join(''), Array.from({ length: 100_000 }, (_, line) => `${line}\n`).join(''))
  assert.ok(text.length < 500, `${text.length} messages`)
})

test('a running cell is interrupted, and input is answered', async () => {
  await using kernel = await startKernel({ argv })
  const started = new Promise<void>(resolve => kernel.onMessage(message => message.header.msg_type === 'execute_input' && resolve()))
  const waiting = kernel.execute('wait')
  await started
  await kernel.interrupt()
  assert.equal((await waiting).reply.ename, 'InterruptError')
  const { messages } = await kernel.execute('ask', { stdin: prompt => `${prompt} Ann` })
  assert.deepEqual(content(messages.find(message => message.header.msg_type === 'stream')), { name: 'stdout', text: 'hello name? Ann' })
})

test('the reply to a shutdown goes out although the kernel exits right after it', async () => {
  await using kernel = await startKernel({ argv })
  const reply = await kernel.request('control', 'shutdown_request', { restart: true })
  assert.deepEqual(reply.content, { status: 'ok', restart: true })
  assert.equal((await kernel.exited).code, 0)
})

test('when the kernel dies every pending call is rejected and says how it died', async () => {
  await using kernel = await startKernel({ argv })
  const queued = [kernel.execute('die'), kernel.execute('1'), kernel.request('control', 'nothing_answers_this', {})]
  for (const result of await Promise.allSettled(queued)) {
    assert.ok(result.status === 'rejected' && result.reason instanceof KernelDiedError, JSON.stringify(result))
    assert.deepEqual(result.reason.exit, { code: 7, signal: null })
  }
  await assert.rejects(kernel.execute('2'), KernelDiedError)
  await assert.rejects(kernel.heartbeat(), Error)
})

test('a kernel killed from outside is reported with its signal', async () => {
  await using kernel = await startKernel({ argv })
  const waiting = kernel.execute('wait')
  kernel.process.kill('SIGKILL')
  await assert.rejects(waiting, /the kernel died \(SIGKILL\)/)
})

test('a call that takes too long is rejected, and the kernel still answers', async () => {
  await using kernel = await startKernel({ argv })
  const ended = new Promise<void>(resolve =>
    kernel.onMessage(message => isIdle(message) && message.parent.msg_type === 'execute_request' && resolve()),
  )
  const started = new Promise<void>(resolve => kernel.onMessage(message => message.header.msg_type === 'execute_input' && resolve()))
  await assert.rejects(kernel.execute('wait', { timeout: 1 }), /execute_request: no answer from the kernel within 1 ms/)
  await started
  await kernel.interrupt()
  await ended
  assert.equal((await kernel.execute('1')).reply.status, 'ok')
})

test('a callback that throws fails its call', async () => {
  await using kernel = await startKernel({ argv })
  const broken = () => {
    throw new Error('mine')
  }
  await assert.rejects(kernel.execute('1', { onMessage: broken }), /mine/)
  await assert.rejects(kernel.execute('ask', { stdin: broken }), /mine/)
})

test('a command that does not exist, and one that ends at once, are errors that say so', async () => {
  await assert.rejects(startKernel({ argv: ['/no/such/kernel'] }), /the kernel could not be started.*ENOENT/)
  const failing = startKernel({ argv: [process.execPath, '-e', 'console.error("no kernel here"); process.exit(3)'] })
  await assert.rejects(failing, /the kernel died \(exit code 3\); its last words:\nno kernel here/)
})

test('a kernel that does not answer its shutdown is killed', async () => {
  const kernel = await startKernel({ argv })
  kernel.process.kill('SIGSTOP')
  await kernel.shutdown({ timeout: 1 })
  assert.equal((await kernel.exited).signal, 'SIGKILL')
})

test('the end of the client, by exit or by signal, is the end of its kernel', async () => {
  const module = new URL('../../../kernel/client/start-kernel.js', import.meta.url).href
  for (const how of ['exit', 'SIGTERM'] as const) {
    const program = `
      const { startKernel } = await import(${JSON.stringify(module)})
      const kernels = await Promise.all([startKernel({ argv: ${JSON.stringify(argv)} }), startKernel({ argv: ${JSON.stringify(argv)} })])
      console.log(kernels.map(kernel => kernel.process.pid).join(' '))
      ${how === 'exit' ? 'process.exit()' : ''}`
    const client = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
    const exited = once(client, 'exit')
    const [output] = await once(client.stdout.setEncoding('utf8'), 'data')
    if (how === 'SIGTERM') client.kill('SIGTERM')
    const [, signal] = await exited
    assert.equal(signal, how === 'exit' ? null : 'SIGTERM')
    for (const pid of String(output).trim().split(' ').map(Number)) await processGone(pid)
  }
})
