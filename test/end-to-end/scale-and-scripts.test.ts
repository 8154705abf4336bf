import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, test } from 'node:test'
import { testKernel } from '../support/kernel.ts'

const kernel = await testKernel()
after(() => kernel[Symbol.asyncDispose]())

test('%%scale shows a figure and a table, and gives a typed result', async () => {
  const cell = await kernel.run(
    '%%scale -n 8 --over inline,thread -w 1,2 -r 2 -o curve\nlet sum = 0\nfor (let i = 0; i < 1e5; i++) sum += i * index\nsum',
  )
  assert.equal(cell.status, 'ok', cell.errors[0]?.traceback)
  assert.ok(cell.shown.some(bundle => 'application/vnd.plotly.v1+json' in bundle))
  assert.ok(cell.shown.some(bundle => /speed-up/.test(String(bundle['text/html']))))
  const typed = await kernel.run('const times: readonly number[] = curve.runs.map(run => run.time)\ntimes.length')
  assert.equal(typed.result, '8')
})

test('an interrupted %%scale keeps what it had shown, and the variables', async () => {
  await kernel.run('var kept = 1')
  const cell = kernel.run('%%scale -n 200 --over inline -w 1 -r 50\nconst end = Date.now() + 5\nwhile (Date.now() < end);')
  const shown = kernel.next(({ header }) => header.msg_type === 'display_data')
  await shown
  await kernel.client.interrupt()
  const { errors } = await cell
  assert.match(errors[0]?.name ?? '', /Interrupt/)
  assert.equal((await kernel.run('kept')).result, '1')
})

test('%%bash shows what it prints, and its failure is the cell’s', {
  skip: process.platform === 'win32' && 'no bash on Windows',
}, async () => {
  assert.match((await kernel.run('%%bash\necho "from $((1 + 1))"')).stdout, /from 2/)
  assert.match((await kernel.run('%%bash\nexit 3')).errors[0]?.message ?? '', /Bash script ended with exit code 3/)
})

const python = spawnSync('python3', ['--version']).status === 0

test('%%python -o gives what it printed to the next cell', {
  skip: !python && process.env.CI !== 'true' && 'python3 is not installed',
}, async () => {
  const cell = await kernel.run('%%python -o text\nimport json\nprint(json.dumps({"a": [1, 2]}))')
  assert.equal(cell.status, 'ok', cell.errors[0]?.traceback)
  assert.equal((await kernel.run('(JSON.parse(text!) as { a: number[] }).a.length')).result, '2')
  const spinning = kernel.run('%%python\nprint("up", flush=True)\nwhile True: pass')
  await spinning.printed(/up/)
  await kernel.client.interrupt()
  assert.match((await spinning).errors[0]?.name ?? '', /Interrupt/)
})

test('a language that is not installed is skipped with a word', async () => {
  const cell = await kernel.run(
    "import { runScript } from 'tsloom/jupyter'\nawait runScript('x', { command: ['no-such-language'], language: 'Nothing', capture: true })",
  )
  assert.match(cell.stdout, /no-such-language is not installed here: this Nothing cell was skipped/)
  assert.equal(cell.status, 'ok')
})
