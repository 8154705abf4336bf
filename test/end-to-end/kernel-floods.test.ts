import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { type Cell, type TestKernel, testKernel } from '../support/kernel.ts'

const LINES = 100_000
const expected = Array.from({ length: LINES }, (_, line) => `line ${line}\n`).join('')

let kernel: TestKernel
before(async () => {
  kernel = await testKernel()
})
after(() => kernel[Symbol.asyncDispose]())

const streams = ({ messages }: Cell): number => messages.filter(({ header }) => header.msg_type === 'stream').length

test('100 000 lines all arrive, in order, before idle, in few messages', async () => {
  const cell = await kernel.run(`for (let i = 0; i < ${LINES}; i++) console.log('line ' + i)`)
  assert.equal(cell.stdout, expected)
  assert.ok(streams(cell) < 300, `${streams(cell)} messages`)
})

test('100 000 lines printed between awaits arrive too', async () => {
  const cell = await kernel.run(`for (let i = 0; i < ${LINES}; i++) { console.log('line ' + i); if (i % 100 === 0) await null }`)
  assert.equal(cell.stdout, expected)
  assert.ok(streams(cell) < 300, `${streams(cell)} messages`)
})

test('floods of several threads arrive, each in order', async () => {
  const cell = await kernel.run(`%%thread -n 3\nfor (let i = 0; i < ${LINES / 4}; i++) console.log('line ' + i)`)
  const all = stripVTControlCharacters(cell.stdout).split('\n')
  for (const thread of ['thread 0', 'thread 1', 'thread 2']) {
    const own = all.filter(line => line.startsWith(thread)).map(line => line.slice(thread.length + 1))
    assert.deepEqual(own, expected.split('\n').slice(0, LINES / 4))
  }
  assert.equal(all.length, (3 * LINES) / 4 + 1)
})

test('a thread that floods while the main thread floods loses nothing', async () => {
  const cell = await kernel.run(`
    import { spawnThread } from 'tsloom'
    const flood = spawnThread.with({ name: 't' })(() => { for (let i = 0; i < ${LINES / 4}; i++) console.log('line ' + i) })
    for (let i = 0; i < ${LINES / 4}; i++) { console.log('main ' + i); if (i % 1000 === 0) await new Promise(resolve => setImmediate(resolve)) }
    await flood`)
  const all = stripVTControlCharacters(cell.stdout).split('\n')
  assert.equal(all.filter(line => line.startsWith('main ')).length, LINES / 4)
  assert.equal(all.filter(line => line.startsWith('t line ')).length, LINES / 4)
})

test('a flood of raw writes to descriptor 1 arrives before idle', async () => {
  const cell = await kernel.run(`import { writeSync } from 'node:fs'\nfor (let i = 0; i < ${LINES}; i++) writeSync(1, 'line ' + i + '\\n')`)
  assert.equal(cell.stdout, expected)
  assert.ok(streams(cell) < 300, `${streams(cell)} messages`)
})

test('a flood of a child process with inherited output arrives before idle', async () => {
  const cell = await kernel.run(
    `import { spawnSync } from 'node:child_process'\nspawnSync('sh', ['-c', 'i=0; while [ $i -lt ${LINES} ]; do echo "line $i"; i=$((i+1)); done'], { stdio: 'inherit' }).status`,
  )
  assert.equal(cell.stdout, expected)
})

test('one line of 20 MB arrives whole, printed and shown', async () => {
  const cell = await kernel.run(
    "const long = 'ab😀'.repeat(5_000_000)\nconsole.log(long)\nconst { display } = await import('tsloom'); display(Object.assign(Object.create({ [Symbol.for('Jupyter.display')]() { return { 'text/plain': long } } })))",
  )
  assert.equal(cell.status, 'ok', cell.errors[0]?.traceback)
  const long = 'ab😀'.repeat(5_000_000)
  assert.ok(cell.stdout === `${long}\n`)
  assert.ok(cell.shown[0]?.['text/plain'] === long)
})

test('a flood of displays arrives in order', async () => {
  const cell = await kernel.run(
    "const { display, html } = await import('tsloom'); for (let i = 0; i < 2000; i++) display(html('<i>' + i + '</i>'))",
  )
  assert.deepEqual(
    cell.shown.map(data => data['text/html']),
    Array.from({ length: 2000 }, (_, i) => `<i>${i}</i>`),
  )
})

test('a flood can be interrupted, and the next cell is clean', async () => {
  const running = kernel.run("for (let i = 0; ; i++) console.log('line ' + i)")
  await running.printed(/line 1000\n/)
  await kernel.client.interrupt()
  const cell = await running
  assert.equal(cell.reply.ename, 'InterruptError')
  const lines = cell.stdout.trimEnd().split('\n')
  assert.deepEqual(
    lines,
    Array.from({ length: lines.length }, (_, i) => `line ${i}`),
  )
  assert.equal((await kernel.run("console.log('clean')")).stdout, 'clean\n')
})
