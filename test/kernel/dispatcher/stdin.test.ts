import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCodec } from '../../../kernel/protocol/codec.ts'
import { createComposer } from '../../../kernel/protocol/message.ts'
import { type FakeCell, failed } from '../../support/fake-interpreter.ts'
import { servedKernel, types } from '../../support/served-kernel.ts'

const ask: FakeCell = async ({ ask, print }) => {
  try {
    print(`hello ${await ask('name?', true)}`)
    return undefined
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error))
  }
}

test('a cell may ask the front end that runs it', async () => {
  await using kernel = await servedKernel({ cells: { ask } })
  const asked: unknown[] = []
  const { messages } = await kernel.execute('ask', {
    stdin: (prompt, password) => {
      asked.push(prompt, password)
      return 'Ann'
    },
  })
  assert.deepEqual(asked, ['name?', true])
  assert.deepEqual(messages.find(message => message.header.msg_type === 'stream')?.content, { name: 'stdout', text: 'hello Ann' })
})

test('where input is not allowed the question fails and says what to do', async () => {
  await using kernel = await servedKernel({ cells: { ask } })
  const { reply, messages } = await kernel.execute('ask')
  assert.deepEqual(types(messages), ['busy', 'execute_input', 'error', 'idle'])
  assert.match(String(reply.evalue), /allow_stdin is false/)
})

test('a front end that is not connected for input makes the question fail', async () => {
  await using kernel = await servedKernel({ cells: { ask } })
  const compose = createComposer({ username: 'stranger' })
  const request = compose({ type: 'execute_request', content: { code: 'ask', allow_stdin: true } })
  const error = kernel.next(({ header }) => header.msg_type === 'error')
  await kernel.sendRaw('shell_port', createCodec({ key: kernel.connection.key }).encode(request))
  assert.match(JSON.stringify((await error).content), /not connected for input/)
})

test('an answer without a parent goes to the latest question, and one that nobody waits for is dropped', async () => {
  await using kernel = await servedKernel({ cells: { ask } })
  const logged = kernel.logged(/nobody waits/)
  const { messages } = await kernel.execute('ask', {
    stdin: () => {
      kernel.client.send('stdin', { type: 'input_reply', content: { value: 'first' } })
      return 'second'
    },
  })
  assert.deepEqual(messages.find(message => message.header.msg_type === 'stream')?.content, { name: 'stdout', text: 'hello first' })
  await logged
})
