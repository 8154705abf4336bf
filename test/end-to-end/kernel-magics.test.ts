import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { type Cell, contentOf, type TestKernel, testKernel } from '../support/kernel.ts'

let kernel: TestKernel
before(async () => {
  kernel = await testKernel()
})
after(() => kernel[Symbol.asyncDispose]())

async function ok(code: string): Promise<Cell> {
  const cell = await kernel.run(code)
  assert.equal(cell.status, 'ok', cell.errors[0]?.traceback)
  return cell
}

/** Without colours, in a fixed order. */
const lines = (text: string): string[] => stripVTControlCharacters(text).trim().split('\n').sort()

test('%%thread runs its body in a thread, with closures over the notebook', async () => {
  await ok('const base = 40\nfunction add(n: number) { return base + n }')
  const cell = await ok('%%thread\nadd(2)')
  assert.equal(cell.result, '42')
  assert.notEqual((await ok("%%thread\n(await import('node:worker_threads')).threadId")).result, '0')
})

test('%%thread -n and -o give an array by index, typed in the next cell', async () => {
  await ok('%%thread -n 3 -o squares\nindex ** 2 + count * 0')
  assert.equal((await ok('squares')).result, '[ 0, 1, 4 ]')
  assert.match((await kernel.run('squares[0].nope')).errors[0]?.message ?? '', /'nope' does not exist on type 'number'/)
  await ok('%%thread -o one\n`single ${index}`')
  assert.equal((await ok('one.length')).result, '8')
})

test('the body of %%thread is typed', async () => {
  const { errors, status } = await kernel.run("%%thread -n 2\nconst n: number = 'x'")
  assert.equal(status, 'error')
  assert.match(errors[0]?.traceback ?? '', /TS2322[^]*2 \| const n[^]*:2:7/)
})

test('what threads print is labelled, by number or by name', async () => {
  assert.deepEqual(lines((await ok("%%thread -n 3\nconsole.log('Task in progress')")).stdout), [
    'thread 0 Task in progress',
    'thread 1 Task in progress',
    'thread 2 Task in progress',
  ])
  assert.deepEqual(lines((await ok("%%thread -n 2 --name worker\nprocess.stdout.write('one\\ntwo\\n')")).stdout), [
    'worker 0 one',
    'worker 0 two',
    'worker 1 one',
    'worker 1 two',
  ])
})

test('a thread’s output arrives while the main thread spins', async () => {
  const running = kernel.run(`
    import { spawnThread } from 'tsloom'
    const stop = new Int32Array(new SharedArrayBuffer(4))
    spawnThread(() => { console.log('from the thread'); Atomics.wait(stop, 0, 0, 300) })
    const until = Date.now() + 60_000
    while (Atomics.load(stop, 0) === 0 && Date.now() < until) {}`)
  // The main thread never comes back to its event loop: the thread was started before, its output comes all the same.
  await running.printed(/from the thread/)
  await kernel.client.interrupt()
  assert.equal((await running).reply.ename, 'InterruptError')
})

test('a cell ends only when its threads are done and their output is out', async () => {
  const cell = await ok(
    "import { spawnThread } from 'tsloom'\nspawnThread(async () => { await new Promise(resolve => setTimeout(resolve, 100)); console.log('late') })\n'value'",
  )
  assert.match(cell.stdout, /late/)
  const last = cell.messages.at(-1)
  assert.ok(last)
  assert.equal(contentOf(last).execution_state, 'idle')
})

test('a detached thread prints into its cell after that has ended', async () => {
  const printed = kernel.next(({ header, content }) => header.msg_type === 'stream' && /detached/.test((content as { text: string }).text))
  const execution = await kernel.client.execute(
    "%%thread --detach -o pending\nawait new Promise(resolve => setTimeout(resolve, 50))\nconsole.log('detached')\n7",
  )
  const { parent } = await printed
  assert.equal((parent as { msg_id: string }).msg_id, execution.id)
  assert.equal((await ok('await pending')).result, '7')
})

test('%%thread --timeout stops threads and says so', async () => {
  const { errors, status } = await kernel.run('%%thread --timeout 100ms\nfor (;;) {}')
  assert.equal(status, 'error')
  assert.match(errors[0]?.message ?? '', /did not end within 100 ms/)
})

test('-o keeps its earlier value when the body fails, and the body sees it', async () => {
  await ok('%%thread -o chain\n1')
  await ok('%%thread -o chain\nchain + 1')
  assert.equal((await kernel.run("%%thread -o chain\nif (chain > 0) throw new Error('x')\n5")).status, 'error')
  assert.equal((await ok('chain')).result, '2')
})

test('%time and %%time print how long code took, and keep value and declarations', async () => {
  const line = await ok('%time 20 + 1')
  assert.equal(line.result, '21')
  assert.match(line.stdout, /Wall time: /)
  const cell = await ok('%%time\nconst timed = 5\ntimed + 1')
  assert.equal(cell.result, '6')
  assert.match(cell.stdout, /Wall time: /)
  assert.equal((await ok('timed')).result, '5')
  assert.match((await ok('%%time\n%%thread -n 2 -o both\nindex')).stdout, /Wall time: /)
  assert.equal((await ok('both')).result, '[ 0, 1 ]')
})

test('%lsmagic lists the magics, and a question mark explains one', async () => {
  assert.match(String((await ok('%lsmagic')).shown[0]?.['text/plain']), /%%thread[^]*%time[^]*%typecheck/)
  assert.match(String((await ok('%%thread?')).shown[0]?.['text/plain']), /-n N[^]*--timeout/)
  assert.match(String((await ok('%typecheck?')).shown[0]?.['text/plain']), /warn/)
})

test('%expand shows the TypeScript that a magic stands for', async () => {
  const { stdout, shown } = await ok('%%expand\n%%thread -n 2 -o r\nindex')
  assert.match(stdout + JSON.stringify(shown), /spawnThread/)
})

test('//%% is a magic too', async () => {
  assert.equal((await ok('//%%thread -n 2 -o form\nindex')).status, 'ok')
  assert.equal((await ok('form')).result, '[ 0, 1 ]')
})

test('an unknown magic or option names the nearest, and nothing runs', async () => {
  const magic = await kernel.run("%%tread -n 2\nconsole.log('ran')")
  assert.deepEqual([magic.status, magic.stdout], ['error', ''])
  assert.match(magic.errors[0]?.message ?? '', /Unknown magic %%tread\. Did you mean %%thread\?/)
  const option = await kernel.run("%%thread --tiemout 3s\nconsole.log('ran')")
  assert.deepEqual([option.status, option.stdout], ['error', ''])
  assert.match(option.errors[0]?.message ?? '', /--timeout/)
  const value = await kernel.run('%typecheck maybe')
  assert.match(value.errors[0]?.message ?? '', /error, warn, off/)
})

test('a magic between statements runs in its turn', async () => {
  const { stdout, status } = await ok("console.log('before')\n%time 1 + 1\nconsole.log('after')")
  assert.equal(status, 'ok')
  assert.match(stdout, /^before\n[^]*Wall time[^]*after\n$/)
})
