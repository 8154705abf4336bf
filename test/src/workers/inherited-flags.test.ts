import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inheritedFlags } from '../../../src/workers/inherited-flags.ts'

test('flags that change how code runs are inherited', () => {
  const flags = ['--max-old-space-size=100', '--no-force-async-hooks-checks', '--import', './hooks.js', '-r', 'x']
  assert.deepEqual(inheritedFlags(flags), flags)
})

test('a program on the command line, its debugger and its test runner are not', () => {
  assert.deepEqual(inheritedFlags(['--input-type=module', '-e', 'code()', '--inspect=0', '--inspect-brk', '--test', '--watch']), [])
  assert.deepEqual(inheritedFlags(['--harmony', '--eval', 'x']), ['--harmony'])
  assert.deepEqual(inheritedFlags(['-p', 'process.argv', '--test-name-pattern=a', '--expose-gc']), ['--expose-gc'])
  assert.deepEqual(inheritedFlags(['--test-name-pattern', 'a b', '--watch-path', './src', '--expose-gc']), ['--expose-gc'])
})
