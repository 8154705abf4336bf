import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressOf, parseConnectionFile } from '../../../kernel/protocol/connection-file.ts'

const file = {
  transport: 'tcp',
  ip: '127.0.0.1',
  shell_port: 1001,
  control_port: 1002,
  iopub_port: 1003,
  stdin_port: 1004,
  hb_port: 1005,
  key: 'k',
  signature_scheme: 'hmac-sha256',
  kernel_name: 'tsloom',
}
const parse = (changes: object) => parseConnectionFile(JSON.stringify({ ...file, ...changes }))

test('a connection file is read as it stands', () => {
  assert.deepEqual(parse({}), file)
})

test('the address follows transport and ip', () => {
  assert.equal(addressOf(parse({}), 'shell_port'), 'tcp://127.0.0.1:1001')
  assert.equal(addressOf(parse({ ip: '::1' }), 'hb_port'), 'tcp://[::1]:1005')
  assert.equal(addressOf(parse({ transport: 'ipc', ip: '/tmp/k' }), 'iopub_port'), 'ipc:///tmp/k-1003')
})

test('what is missing or wrong is named', () => {
  assert.throws(() => parse({ shell_port: undefined }), /'shell_port' must be a port/)
  assert.throws(() => parse({ hb_port: 0 }), /'hb_port' must be a port/)
  assert.throws(() => parse({ key: 5 }), /'key' must be a string, not 5/)
  assert.throws(() => parse({ transport: 'udp' }), /transport 'udp' is not supported/)
  assert.throws(() => parseConnectionFile('{'), /not JSON/)
})
