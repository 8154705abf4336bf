import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSync } from 'oxc-parser'
import { parse } from './parsing.ts'

function expand(line: string, body: string, returns: boolean): string {
  const { magic, call } = parse(line)
  assert.equal(magic.type, 'expand')
  const expansion = magic.type === 'expand' ? magic.expand(call, { returns }) : undefined
  const code = `${expansion?.hoisted}\n${expansion?.before}\n${body}\n${expansion?.after}`
  assert.deepEqual(parseSync('cell.ts', code).errors, [], code)
  return code
}

test('%%thread is one call of spawnThread whose value is the value of the cell', () => {
  assert.equal(
    expand('%%thread', 'return 1', true),
    `import * as $tsloom from 'tsloom'
await $tsloom.spawnThread($tsloom.withTask(async ({ index, count, signal, progress }) => {{
return 1
}}))`,
  )
})

test('options of %%thread become options of the call', () => {
  const code = expand(`%%thread -n 5 -o squares --name "it's" --timeout 2s`, 'return index ** 2', true)
  assert.match(code, /^const \$tsloom_out = await \$tsloom\.spawnThread\.with\(\{ count: 5, name: 'it\\'s', timeout: 2000 \}\)\(/m)
  assert.match(code, /^export \{ \$tsloom_out as squares \}$/m)
})

test('an array of nothing is not shown', () => {
  assert.match(expand('%%thread -n 5', 'print()', false), /^void await \$tsloom/m)
  assert.match(
    expand('%%thread -n 5', 'return 1', true),
    /\n\$tsloom_out\.some\(value => value !== undefined\) \? \$tsloom_out : undefined$/,
  )
})

test('a detached thread is not waited for', () => {
  assert.match(expand('%%thread --detach', 'return 1', true), /^void \$tsloom\.spawnThread\.with\(\{ detach: true \}\)/m)
  assert.match(expand('%%thread --detach -n 2 -o tasks', 'return 1', true), /^const \$tsloom_out = \$tsloom\.spawnThread/m)
})

test('the body may declare a variable with the name of a parameter', () => {
  expand('%%thread', 'let count = 0\nconst index = 1\nreturn count + index', true)
})

test('%time awaits inside the expression and ends its statement', () => {
  assert.match(expand('%time await f(1)', '(g)()', true), /^await \$tsloom\.timed\(async \(\) => \(await f\(1\)\)\);/m)
})

test('%time of an object literal is an expression', () => {
  assert.match(expand('%time { a: 1 }', '', true), /=> \(\{ a: 1 \}\)\);/)
})

test('%%time keeps the body at top level', () => {
  assert.equal(
    expand('%%time', 'const a = 1', false),
    `import * as $tsloom from 'tsloom'\nusing $tsloom_time = $tsloom.stopwatch();\nconst a = 1\n`,
  )
})
