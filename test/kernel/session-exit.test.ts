import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeExit, describeFailedStart } from '../../kernel/session-exit.ts'

test('why a session ended is told, and what to do', () => {
  assert.match(describeExit(3, null, ''), /process\.exit\(3\).*fresh session/)
  assert.match(
    describeExit(null, 'SIGABRT', 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'),
    /out of memory.*--max-old-space-size/,
  )
  assert.match(describeExit(null, 'SIGKILL', ''), /SIGKILL/)
  assert.match(describeExit(null, 'stuck', ''), /interrupt could not stop.*variables are lost/)
  assert.match(describeExit(null, 'SIGSEGV', ''), /native code/)
  assert.match(describeExit(null, 'SIGTERM', ''), /SIGTERM/)
})

test('a start that failed tells what the session said', () => {
  assert.match(describeFailedStart('SyntaxError: x\n'), /could not be started: SyntaxError: x\n.*next cell/)
  assert.match(describeFailedStart(''), /said nothing/)
})
