import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, test } from 'node:test'
import { contentOf, testKernel } from '../support/kernel.ts'

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

test('an interrupted %%scale keeps what it had measured and shown, and the variables', async () => {
  await kernel.run('var kept = 1')
  for (const work of ['while (Date.now() < end);', 'while (Date.now() < end) await new Promise(resolve => setTimeout(resolve, 1))']) {
    const cell = kernel.run(`%%scale -n 200 --over inline -w 1 -r 50 -o never\nconst end = Date.now() + 5\n${work}`)
    await kernel.next(({ header, content }) => header.msg_type === 'display_data' && /Karp/.test(JSON.stringify(content)))
    await kernel.client.interrupt()
    const { errors } = await cell
    assert.match(errors[0]?.name ?? '', /Interrupt/)
    const { result } = await kernel.run('[kept, lastRun.result!.runs.length > 0, lastRun.result!.data.interrupted].join()')
    assert.equal(result, "'1,true,true'")
    assert.match(String((await kernel.run('%workers')).shown[0]?.['text/plain']), /no task is under way/)
  }
})

test('a %%scale says how many of its runs are done, and ends in a table that is complete', async () => {
  const cell = await kernel.run('%%scale -n 4 --over inline,async -w 1 -r 6\nawait new Promise(resolve => setTimeout(resolve, 20))')
  const displays = cell.messages.filter(({ header }) => /display_data$/.test(header.msg_type)).map(contentOf)
  const texts = displays.map(({ data }) => String((data as Record<string, unknown>)['text/plain']))
  assert.ok(
    texts.some(text => /\d+ of 12 runs/.test(text)),
    texts.join('\n'),
  )
  assert.ok(texts.some(text => /^✓ 12 runs in/.test(text)))
  assert.match(texts.filter(text => text.includes('Karp–Flatt')).at(-1) ?? '', /4 items, 6 runs each, interleaved\./)
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
