import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DisplayData } from '../../../kernel/interpreter.ts'
import { magics } from '../../../kernel/magics/index.ts'
import type { MagicHost } from '../../../kernel/magics/magic.ts'
import { MagicError } from '../../../kernel/magics/magic-error.ts'
import { complaint, parse } from './parsing.ts'

interface Ran {
  readonly printed: string
  readonly displayed: readonly DisplayData[]
  readonly typecheck: MagicHost['typecheck']
}

async function run(line: string, body = '', expanded?: string): Promise<Ran> {
  const displayed: DisplayData[] = []
  let printed = ''
  const host: MagicHost = {
    print(text) {
      printed += text
    },
    display: data => void displayed.push(data),
    typecheck: 'error',
    expand: code => expanded ?? `expanded: ${code}`,
    magics,
  }
  const { magic, call } = parse(line)
  assert.equal(magic.type, 'run')
  if (magic.type === 'run') await magic.run(call, host, body)
  return { printed, displayed, typecheck: host.typecheck }
}

function shown(ran: Ran, mime: string): string {
  return String(ran.displayed[0]?.data[mime])
}

test('%typecheck switches, and alone shows the current choice', async () => {
  assert.deepEqual(await run('%typecheck off'), { printed: '', displayed: [], typecheck: 'off' })
  const { printed, typecheck } = await run('%typecheck')
  assert.equal(printed, 'error: a cell with type errors does not run\n')
  assert.equal(typecheck, 'error')
})

test('%lsmagic lists every magic with its usage', async () => {
  const ran = await run('%lsmagic')
  for (const magic of magics) assert.ok(shown(ran, 'text/plain').includes(magic.summary), magic.name)
  assert.match(shown(ran, 'text/plain'), /^%%thread {2,}Runs/)
  assert.match(shown(ran, 'text/html'), />%typecheck<\/span> <span style="white-space:nowrap">\[error\|warn\|off\]<\/span><\/code>/)
})

test('help has its arguments in at most 80 columns, and no option is parted from its value', async () => {
  for (const magic of magics) {
    const text = shown(await run(`%${magic.name}?`), 'text/plain')
    for (const line of text.split('\n')) assert.ok(line.length <= 80 || /^[A-Z]/.test(line), line)
    assert.doesNotMatch(text, /\[[^\]\n]*\n/)
  }
  const pool = shown(await run('%pool?'), 'text/plain')
  assert.match(pool, /^%%pool .*\n {7}\[--/)
  assert.match(pool, /\n {2}thread\|process\|async {2}.*\n {2}-w N, --workers N {5}number/)
  assert.match(pool, /\n {2}--map EXPR {12}one task .*\n {24}result is an array\n/)
})

test('%name? shows usage, summary, options and an example', async () => {
  const ran = await run('%thread?')
  const text = shown(ran, 'text/plain')
  assert.match(text, /^%%thread \[-n N\]/)
  assert.match(text, /\n {2}--timeout T {11}stops a task/)
  assert.match(text, /\nExample:\n {2}%%thread -n 5 -o squares\n/)
  assert.match(shown(ran, 'text/markdown'), /\| `-n N` \| number of threads/)
})

test('help shows both magics of one name', async () => {
  const text = shown(await run('%help %%time'), 'text/plain')
  assert.match(text, /^%time EXPRESSION\n/)
  assert.match(text, /^%%time$/m)
})

test('help for a magic that is none names the nearest', async () => {
  await assert.rejects(run('%help tread'), (error: unknown) => {
    assert.ok(error instanceof MagicError)
    assert.equal(error.message, 'There is no magic named tread. Did you mean thread? %lsmagic lists them all.')
    return true
  })
})

test('%expand shows what a line stands for', async () => {
  const ran = await run('%expand %time f()')
  assert.deepEqual(ran.displayed, [
    { data: { 'text/markdown': '```typescript\nexpanded: %time f()\n```', 'text/plain': 'expanded: %time f()' } },
  ])
  assert.match(complaint('%expand').message, /%expand wants the line to expand\.\nUsage: %expand CODE/)
})

test('%%expand shows what a cell stands for, fenced so that template strings survive', async () => {
  const ran = await run('%%expand', '%%thread\n1', 'const s = `\n```\n`\n')
  assert.equal(shown(ran, 'text/markdown'), '````typescript\nconst s = `\n```\n`\n````')
  await assert.rejects(run('%%expand', ' \n'), /nothing to expand/)
})

test('%expand of what the kernel does says so', async () => {
  const { printed, displayed } = await run('%expand %lsmagic', '', '\n')
  assert.equal(printed, 'This is done by the kernel itself; it stands for no TypeScript.\n')
  assert.deepEqual(displayed, [])
})

test('every magic is complete: its example parses and it has a summary', () => {
  for (const magic of magics) {
    assert.notEqual(magic.summary, '')
    const parsed = parse(magic.example.split('\n')[0] ?? '')
    assert.deepEqual([parsed.magic.name, parsed.magic.kind], [magic.name, magic.kind])
  }
})

test('no two magics share a name and a kind', () => {
  const keys = magics.map(({ kind, name }) => `${kind} ${name}`)
  assert.equal(new Set(keys).size, keys.length)
})
