import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Cell, type TestKernel, testKernel } from '../support/kernel.ts'

let kernel: TestKernel
before(async () => {
  kernel = await testKernel()
  await kernel.run('let kept = 1')
})
after(() => kernel[Symbol.asyncDispose]())

/** Runs a cell, interrupts it once it says 'go', and checks that it was stopped and the notebook's variables are kept. */
async function interrupted(code: string): Promise<Cell> {
  const running = kernel.run(code)
  await running.printed(/go\n/)
  await kernel.client.interrupt()
  const cell = await running
  assert.equal(cell.status, 'error', code)
  assert.equal(cell.reply.ename, 'InterruptError', cell.errors[0]?.traceback)
  assert.equal(cell.errors.length, 1)
  const next = await kernel.run('kept += 1')
  assert.deepEqual([next.status, next.errors], ['ok', []])
  assert.ok(Number(next.result) > 1)
  return cell
}

test('an interrupt that comes while the cell is being checked counts', async () => {
  const checking = kernel.next(({ header }) => header.msg_type === 'execute_input')
  const running = kernel.run('for (;;) {}')
  await checking
  await kernel.client.interrupt()
  const cell = await running
  assert.equal(cell.reply.ename, 'InterruptError', cell.errors[0]?.traceback)
  assert.equal((await kernel.run('kept')).status, 'ok')
})

const stopped: Readonly<Record<string, string>> = {
  'a synchronous loop': "console.log('go'); while (true) {}",
  'a loop after an await': "await 1; console.log('go'); while (true) {}",
  'a loop in a timer': "setTimeout(() => { console.log('go'); while (true) {} }, 1); await new Promise(() => {})",
  'a loop in an immediate': "setImmediate(() => { console.log('go'); while (true) {} }); await new Promise(() => {})",
  'a loop in a promise’s callback': "Promise.resolve().then(() => { console.log('go'); while (true) {} }); await new Promise(() => {})",
  'a loop that catches everything': "console.log('go'); while (true) { try { for (;;) {} } catch {} finally { for (;;) {} } }",
  'a loop in a called function': "function spin(): never { for (;;) {} }\nconsole.log('go'); [1].map(spin)",
  'backtracking of a regular expression': "console.log('go'); /^(a+)+$/.test('a'.repeat(60) + 'b')",
  'a pending await': "console.log('go'); await new Promise(() => {})",
  'an await that is caught again and again': "console.log('go'); for (;;) { try { await new Promise(() => {}) } catch {} }",
  'a loop of settled awaits': "console.log('go'); for (;;) await null",
  'a pending for await':
    "async function* never() { await new Promise(() => {}); yield 1 }\nconsole.log('go'); for await (const v of never()) {}",
  'Promise.all of sleeps':
    "const nap = () => new Promise(resolve => setTimeout(resolve, 1e9)); console.log('go'); await Promise.all([nap(), nap()])",
  'Atomics.wait': "console.log('go'); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
  execSync: "import { execSync } from 'node:child_process'\nconsole.log('go'); execSync('sleep 100')",
  'execSync in a loop that catches':
    "import { execSync } from 'node:child_process'\nconsole.log('go'); for (;;) { try { execSync('sleep 100') } catch {} }",
  'a promise of a child process':
    "import { execFile } from 'node:child_process'\nimport { promisify } from 'node:util'\nconsole.log('go'); await promisify(execFile)('sleep', ['100'])",
  'threads that spin': "%%thread -n 2\nif (index === 0) console.log('go')\nfor (;;) {}",
  'a thread that waits': "%%thread\nconsole.log('go')\nawait new Promise(resolve => setTimeout(resolve, 1e9))",
  'a thread and its spawner, both spinning':
    "import { spawnThread } from 'tsloom'\nspawnThread(() => { for (;;) {} })\nconsole.log('go'); for (;;) {}",
  'a question to the user': "import { input } from 'tsloom/jupyter'\nconst answer = input('?')\nconsole.log('go')\nawait answer",
}

for (const [what, code] of Object.entries(stopped))
  test(`an interrupt stops ${what} and keeps the variables`, async () => {
    const options = what.startsWith('a question') ? { stdin: () => new Promise<string>(() => {}) } : {}
    if (Object.keys(options).length === 0) return void (await interrupted(code))
    const running = kernel.run(code, options)
    await running.printed(/go\n/)
    await kernel.client.interrupt()
    assert.equal((await running).reply.ename, 'InterruptError')
  })

test('finally blocks and using run where the code awaits, also their own awaits', async () => {
  const cell = await interrupted(`
    const sleep = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))
    {
      using lock = { [Symbol.dispose]() { console.log('disposed') } }
      await using file = { async [Symbol.asyncDispose]() { await sleep(1); console.log('closed') } }
      try { console.log('go'); await sleep(1e9) } finally { await sleep(5); console.log('cleaned') }
    }`)
  assert.equal(cell.stdout, 'go\ncleaned\nclosed\ndisposed\n')
})

test('a top-level using is disposed by an interrupt', async () => {
  const cell = await interrupted(
    "using lock = { [Symbol.dispose]() { console.log('disposed') } }\nconsole.log('go'); await new Promise(() => {})",
  )
  assert.equal(cell.stdout, 'go\ndisposed\n')
})

test('for (;;) await sleep(1) stops ticking, also in a function nobody awaits', async () => {
  await kernel.run('let ticks = 0\nconst nap = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))')
  await interrupted("console.log('go'); for (;;) { await nap(1); ticks++ }")
  const first = await kernel.run('await nap(30); ticks')
  assert.equal((await kernel.run('await nap(30); ticks')).result, first.result)

  await interrupted("void (async () => { for (;;) { await nap(1); ticks++ } })()\nconsole.log('go'); await new Promise(() => {})")
  const second = await kernel.run('await nap(30); ticks')
  assert.equal((await kernel.run('await nap(30); ticks')).result, second.result)
})

test('an interval of the interrupted cell is taken back, those of other cells go on', async () => {
  await kernel.run('let mine = 0, theirs = 0\nconst pulse = setInterval(() => theirs++, 1)')
  await interrupted("setInterval(() => mine++, 1); console.log('go'); await new Promise(() => {})")
  const cell = await kernel.run(`
    const before = [mine, theirs]
    await new Promise<void>(resolve => { const look = () => theirs > before[1]! + 3 ? resolve() : setTimeout(look, 1); look() })
    clearInterval(pulse)
    mine === before[0]`)
  assert.equal(cell.result, 'true')
})

test('what a cell had measured before it was stopped stays', async () => {
  await interrupted(
    "let measured: number[] = []\nfor (let i = 0; ; i++) { measured.push(i); if (i === 3) { console.log('go'); await new Promise(() => {}) } }",
  )
  assert.equal((await kernel.run('measured')).result, '[ 0, 1, 2, 3 ]')
})

test('the stop is said with the cell’s name', async () => {
  const cell = await interrupted("console.log('go'); for (;;) {}")
  assert.match(cell.errors[0]?.message ?? '', /^In\[\d+\] was interrupted$/)
})

test('queued cells are aborted by an interrupt', async () => {
  const running = kernel.run("console.log('go'); for (;;) {}")
  const queued = kernel.run('1')
  await running.printed(/go/)
  await kernel.client.interrupt()
  assert.deepEqual([(await running).status, (await queued).status], ['error', 'aborted'])
})

test('an interrupt with nothing running does no harm, nor does a second one', async () => {
  await kernel.client.interrupt()
  assert.equal((await kernel.run('1 + 1')).result, '2')
  const running = kernel.run("console.log('go'); for (;;) {}")
  await running.printed(/go/)
  await Promise.all([kernel.client.interrupt(), kernel.client.interrupt(), kernel.client.interrupt()])
  assert.equal((await running).reply.ename, 'InterruptError')
  assert.equal((await kernel.run('1 + 1')).result, '2')
})

test('SIGINT to the kernel interrupts the cell', async () => {
  const running = kernel.run("console.log('go'); for (;;) {}")
  await running.printed(/go/)
  kernel.client.process.kill('SIGINT')
  assert.equal((await running).reply.ename, 'InterruptError')
})

test('ten interrupts in a row each keep the session', async () => {
  const pid = (await kernel.run('process.pid')).result
  for (let i = 0; i < 10; i++) await interrupted(`console.log('go'); ${i % 2 ? 'await 0; ' : ''}for (;;) {}`)
  assert.equal((await kernel.run('process.pid')).result, pid)
})

test('a cell cannot be kept alive by a finally that never ends', async () => {
  const running = kernel.run("try { console.log('go'); await new Promise(() => {}) } finally { await new Promise(() => {}) }")
  await running.printed(/go/)
  await kernel.client.interrupt()
  assert.equal((await running).reply.ename, 'InterruptError')
})

test('what no interrupt can stop ends with its session, children and all, and the cell says so', async () => {
  const running = kernel.run(
    "import { spawnSync } from 'node:child_process'\nspawnSync('sh', ['-c', \"trap '' INT; echo go; sleep 100\"], { stdio: 'inherit' })",
  )
  await running.printed(/go\n/)
  await kernel.client.interrupt()
  const cell = await running
  assert.match(cell.errors[0]?.message ?? '', /^The interrupt could not stop what the session was doing.*Its variables are lost/)
  assert.equal((await kernel.run('1 + 1')).result, '2')
})
