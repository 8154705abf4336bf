import assert from 'node:assert/strict'
import { test } from 'node:test'
import { completeMagic } from '../../../kernel/magics/complete.ts'
import { magics } from '../../../kernel/magics/index.ts'
import { inspectMagic } from '../../../kernel/magics/inspect.ts'
import type { Magic } from '../../../kernel/magics/magic.ts'

/** `|` is the cursor. */
function complete(marked: string, known: readonly Magic[] = magics): { texts: readonly string[]; replaced: string } | undefined {
  const offset = marked.indexOf('|')
  const code = marked.replace('|', '')
  const result = completeMagic(code, offset, known)
  return result && { texts: result.matches.map(({ text }) => text), replaced: code.slice(result.start, result.end) }
}

function inspect(marked: string): string | undefined {
  const data = inspectMagic(marked.replace('|', ''), marked.indexOf('|'), magics)?.data
  return data && String(data['text/plain'])
}

test('names complete after one and two signs', () => {
  assert.deepEqual(complete('%ty|'), { texts: ['%typecheck'], replaced: '%ty' })
  assert.deepEqual(complete('%%th|'), { texts: ['%%thread'], replaced: '%%th' })
  assert.deepEqual(complete('//%%th|\nbody'), { texts: ['%%thread'], replaced: '%%th' })
  assert.deepEqual(complete('%ti|'), { texts: ['%time', '%%time'], replaced: '%ti' })
})

test('cell magics are offered only where they may stand', () => {
  assert.deepEqual(complete('%|')?.texts.includes('%%thread'), true)
  assert.deepEqual(complete('\n  %|')?.texts.includes('%%thread'), true)
  assert.deepEqual(complete('const a = 1\n%|')?.texts.includes('%%thread'), false)
  assert.deepEqual(complete('const a = 1\n%%t|')?.texts, [])
  assert.deepEqual(complete('%%time\n%%th|')?.texts, ['%%thread'])
  assert.deepEqual(complete('%%thread\n%%ti|')?.texts, [])
})

test('options complete after a dash or a space, without those already given', () => {
  assert.deepEqual(complete('%%thread --t|'), { texts: ['--timeout', '--timeline', '--to'], replaced: '--t' })
  assert.deepEqual(complete('%%thread -n 5 -|')?.texts, ['-o', '--name', '--detach', '--timeout', '--timeline', '--group', '--to'])
  assert.deepEqual(complete('%%thread |'), {
    texts: ['-n', '-o', '--name', '--detach', '--timeout', '--timeline', '--group', '--to'],
    replaced: '',
  })
  assert.deepEqual(complete('%%thread --de|tach\nbody'), { texts: ['--detach'], replaced: '--detach' })
})

test('where a value is wanted no option is offered', () => {
  assert.deepEqual(complete('%%thread -n |')?.texts, [])
  assert.deepEqual(complete('%%thread -o re|')?.texts, [])
})

test('choices complete', () => {
  assert.deepEqual(complete('%typecheck |')?.texts, ['error', 'warn', 'off'])
  assert.deepEqual(complete('const a = 1\n%typecheck w|\na'), { texts: ['warn'], replaced: 'w' })
  assert.deepEqual(complete('%typecheck off |')?.texts, [])
  assert.deepEqual(complete('%%pool th|'), { texts: ['thread'], replaced: 'th' })
  assert.deepEqual(complete('%%pool -n 2 --group |')?.texts, ['worker', 'order'])
})

test('choices of an option complete', () => {
  const known: Magic[] = [
    {
      type: 'run',
      name: 'm',
      kind: 'line',
      summary: '',
      example: '',
      options: [
        { flags: ['--to'], kind: 'word', choices: ['a', 'b'], summary: '' },
        { flags: ['--map'], kind: 'expression', summary: '' },
      ],
      run() {},
    },
  ]
  assert.deepEqual(complete('%m --to |', known)?.texts, ['a', 'b'])
  assert.equal(complete('%m --map it|', known), undefined)
  assert.equal(complete('%m --map it + ot|', known), undefined)
  assert.deepEqual(complete('%m --map it --t|', known)?.texts, ['--to'])
})

test('TypeScript is left to the type checker', () => {
  assert.equal(complete('const a = b\n  % c|'), undefined)
  assert.equal(complete('a %b|'), undefined)
  assert.equal(complete('%time nam|'), undefined)
  assert.equal(complete('%%thread -n 5\ncons|'), undefined)
  assert.equal(complete('// %%th|'), undefined)
  assert.equal(complete('|\n%time'), undefined)
  assert.equal(complete('|'), undefined)
})

test('an unknown magic has no arguments to offer', () => {
  assert.deepEqual(complete('%foo |')?.texts, [])
})

test('a magic and its options explain themselves', () => {
  assert.match(inspect('%%thr|ead -n 5') ?? '', /^%%thread \[-n N\]/)
  assert.match(inspect('%%thread --time|out 5s') ?? '', /^--timeout T {2}stops/)
  assert.match(inspect('%%thread --timeout|=5s') ?? '', /^--timeout T/)
  assert.match(inspect('%time| x') ?? '', /^%time EXPRESSION/)
})

test('nothing is explained where TypeScript stands', () => {
  assert.equal(inspect('%time fo|o()'), undefined)
  assert.equal(inspect('%%thread -n 5|'), undefined)
  assert.equal(inspect('%%thread\nfo|o'), undefined)
  assert.equal(inspect('%nonsense|'), undefined)
})
