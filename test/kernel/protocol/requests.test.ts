import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCompleteRequest } from '../../../kernel/protocol/complete.ts'
import { parseExecuteRequest } from '../../../kernel/protocol/execute.ts'
import { parseHistoryRequest } from '../../../kernel/protocol/history.ts'

test('fields that an execute_request leaves out take the defaults of the protocol', () => {
  assert.deepEqual(parseExecuteRequest({ code: '1' }), {
    code: '1',
    silent: false,
    store_history: true,
    user_expressions: {},
    allow_stdin: false,
    stop_on_error: true,
  })
})

test('a silent execute_request is never stored', () => {
  assert.equal(parseExecuteRequest({ code: '1', silent: true, store_history: true }).store_history, false)
})

test('a field of the wrong type is named with what it was', () => {
  assert.throws(() => parseExecuteRequest({ code: 5 }), /execute_request: 'code' must be a string, not 5/)
  assert.throws(() => parseExecuteRequest({}), /'code' must be a string, not missing/)
  assert.throws(() => parseExecuteRequest(null), /content must be an object/)
  assert.throws(() => parseExecuteRequest({ code: '', user_expressions: { a: 1 } }), /user_expressions\['a'\] must be a string/)
  assert.throws(() => parseCompleteRequest({ code: '', cursor_pos: 'x' }), /'cursor_pos' must be an integer/)
  assert.throws(() => parseHistoryRequest({ hist_access_type: 'all' }), /tail, range or search/)
})

test('a complete_request without cursor_pos asks at the end of the code', () => {
  assert.deepEqual(parseCompleteRequest({ code: 'a😀' }), { code: 'a😀', offset: 3 })
})
