import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seconds, startProgress } from '../../../kernel/cli/progress.ts'
import { recordedCli } from '../../support/cli-context.ts'

test('a terminal shows one live line that the end replaces', () => {
  const cli = recordedCli('/')
  Object.assign(cli.stderr, { isTTY: true, columns: 40 })
  const progress = startProgress('a.ipynb', cli, () => 0)
  progress.cell(3, 12)
  progress.end('a.ipynb: ok')
  const shown = cli.err().split('\r\x1b[2K')
  assert.deepEqual(shown.slice(-2), ['a.ipynb  cell 3/12  0.0 s', 'a.ipynb: ok\n'])
  assert.ok(!shown.slice(0, -1).join('').includes('\n'))
})

test('elsewhere each step is a plain line without colours', () => {
  const cli = recordedCli('/')
  const progress = startProgress('a.ipynb', cli, () => 0)
  progress.cell(1, 2)
  progress.end('\x1b[31mfailed\x1b[0m')
  assert.equal(cli.err(), 'a.ipynb  cell 1/2  0.0 s\nfailed\n')
})

test('times read well at any length', () => {
  assert.deepEqual([40, 12_340, 125_000].map(seconds), ['0.0 s', '12.3 s', '2 min 05 s'])
})
