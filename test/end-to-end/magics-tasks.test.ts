import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { type Cell, contentOf, type TestKernel, testKernel } from '../support/kernel.ts'

let kernel: TestKernel
before(async () => {
  kernel = await testKernel()
  await ok('const inputs = [1, 2, 3, 4]\nconst slow = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))')
})
after(() => kernel[Symbol.asyncDispose]())

async function ok(code: string): Promise<Cell> {
  const cell = await kernel.run(code)
  assert.equal(cell.status, 'ok', cell.errors[0]?.traceback)
  return cell
}

const plainOf = (cell: Cell): string[] => cell.shown.map(data => stripVTControlCharacters(String(data['text/plain'])))

for (const kind of ['thread', 'process', 'async']) {
  test(`%%pool ${kind} runs its body for each item; item and -o are typed`, async () => {
    await ok(`%%pool ${kind} -w 2 --map inputs -o squares\nitem ** 2 + index * 0`)
    assert.equal((await ok('squares')).result, '[ 1, 4, 9, 16 ]')
    assert.match((await kernel.run('squares[0].nope')).errors[0]?.message ?? '', /'nope' does not exist on type 'number'/)
    const { errors } = await kernel.run(`%%pool ${kind} --map inputs\nitem.toUpperCase()`)
    assert.match(errors[0]?.traceback ?? '', /TS2339[^]*'toUpperCase' does not exist on type 'number'[^]*:2:6/)
  })
}

test('%%pool -n counts, and alone it is one task', async () => {
  assert.equal((await ok('%%pool -n 3\n`${item}/${index} of ${count}`')).result, "[ '0/0 of 3', '1/1 of 3', '2/2 of 3' ]")
  assert.equal((await ok('%%pool process\n6 * 7')).result, '42')
})

test('%%process runs in processes', async () => {
  await ok('%%process -n 2 -o pids\nprocess.pid')
  assert.equal((await ok('new Set([...pids, process.pid]).size')).result, '3')
})

test('%%async runs in this thread, no more at once than --limit', async () => {
  await ok('let running = 0\nlet most = 0')
  await ok('%%async -n 9 --limit 3\nmost = Math.max(most, ++running)\nawait slow(5)\nrunning--')
  assert.equal((await ok('most')).result, '3')
})

test('--unordered gives values as they come', async () => {
  await ok('%%pool async --map [60, 1, 30] --unordered -o arrived\nawait slow(item)\nitem')
  assert.equal((await ok('arrived')).result, '[ 1, 30, 60 ]')
})

test('--retries tries again, --fail-fast gives up', async () => {
  await ok('const tries = new Int32Array(new SharedArrayBuffer(4))')
  await ok("%%pool -w 1 -n 1 --retries 2 -o retried\nif (Atomics.add(tries, 0, 1) < 2) throw new Error('not yet')\n'there'")
  assert.equal((await ok('retried')).result, "[ 'there' ]")
  const { errors } = await kernel.run(
    "%%pool -w 1 -n 50 --chunk 1 --fail-fast\nif (index === 0) throw new RangeError('first')\nawait slow(1000)",
  )
  assert.match(errors[0]?.traceback ?? '', /RangeError: first/)
})

test('an expression is checked at its place, and evaluated before anything starts', async () => {
  const wrong = await kernel.run('%%pool -w 2 --map 5\nitem')
  assert.match(wrong.errors[0]?.traceback ?? '', /TS2345: Argument of type 'number'[^]*1 \| %%pool -w 2 --map 5\n {22}\^[^]*:1:19/)
  const unknown = await kernel.run('%%pool --map nothing\nitem.x')
  assert.match(unknown.errors[0]?.traceback ?? '', /^TypeCheckError TS2304: Cannot find name 'nothing'/)
})

test('failures stand in one table before the error, with worker and place; what arrived is kept', async () => {
  await ok('%%pool --map inputs -o kept\nitem')
  const failed = await kernel.run('%%pool -w 2 --map inputs -o kept\nif (item % 2) throw new RangeError(`odd ${item}`)\nitem * 10')
  assert.equal(failed.errors[0]?.name, 'TasksFailedError')
  const [table = ''] = plainOf(failed)
  assert.match(
    table,
    /^2 of 4 tasks failed\n *index +worker +error +message +position\n *0 +pool-\d +RangeError +odd 1 +In\[\d+\]:2:21\n *2 /,
  )
  assert.equal((await ok('kept')).result, '[ 1, 2, 3, 4 ]')
  assert.equal((await ok('[lastRun.done, lastRun.results[1], lastRun.failures.length]')).result, '[ 2, 20, 2 ]')
})

test('an interrupt leaves what had arrived, and the earlier value', async () => {
  await ok('%%thread -n 2 -o stopped\n"before"')
  const running = kernel.run(
    '%%pool -w 2 --map [1, 2, 60000] --chunk 1 -o stopped\nawait slow(item)\nif (item < 3) console.log("done", item)\nString(item)',
  )
  await running.printed(/done \d[^]*done \d/)
  // The results are on their way when the lines are out.
  await slowly(100)
  await kernel.client.interrupt()
  assert.equal((await running).errors[0]?.name, 'InterruptError')
  assert.equal((await ok('[lastRun.done, lastRun.failures.length]')).result, '[ 2, 0 ]')
  assert.equal((await ok('stopped[0]')).result, "'before'")
})

test('tasks that last show one line, which is final before idle; quick ones show none', async () => {
  const quick = await ok('%%thread -n 2\nindex')
  assert.deepEqual(plainOf(quick), ['[ 0, 1 ]'])
  const lasting = await ok('%%thread -n 2\nawait slow(700)')
  assert.deepEqual(lasting.shown.length, 1)
  const updates = lasting.messages.filter(({ header }) => header.msg_type === 'update_display_data')
  const [first] = lasting.messages.filter(({ header }) => header.msg_type === 'display_data')
  const last = updates.at(-1)
  assert.ok(first && last)
  assert.deepEqual(contentOf(last).transient as object, contentOf(first).transient as object)
  assert.match(String((contentOf(last).data as Record<string, unknown>)['text/plain']), /^✓ 2 tasks in .* · 2 workers$/)
})

test('calls of the API show how far they are too', async () => {
  await ok("import { spawnThread, ThreadPool } from 'tsloom'")
  const cell = await ok('await spawnThread(async () => slow(700))')
  assert.match(plainOf(cell)[0] ?? '', /1 task running/)
})

test('--timeline adds a figure with a lane for each worker', async () => {
  const { shown } = await ok('%%pool -w 2 -n 6 --chunk 1 --timeline\nawait slow(20)')
  const figure = shown.map(data => data['application/vnd.plotly.v1+json']).find(Boolean) as {
    readonly data: readonly { readonly y: readonly string[] }[]
  }
  assert.deepEqual(figure.data[0]?.y.length, 6)
  assert.deepEqual(new Set(figure.data[0]?.y), new Set(['pool-1', 'pool-2']))
})

test('--group gathers what tasks print', async () => {
  const order = await ok('%%thread -n 3 --group order\nawait slow(60 - index * 30)\nconsole.log("from", index)')
  assert.deepEqual(stripVTControlCharacters(order.stdout), 'thread 0 from 0\nthread 1 from 1\nthread 2 from 2\n')
  const worker = await ok('%%pool -w 1 -n 2 --group worker\nconsole.log("from", index)')
  assert.equal(stripVTControlCharacters(worker.stdout), '── pool-1 ──\nfrom 0\nfrom 1\n')
})

test('a worker displays into the cell', async () => {
  await ok("import { display, html } from 'tsloom'")
  for (const magic of ['%%thread', '%%process']) {
    const { shown } = await ok(`${magic}\ndisplay(html('<b>here</b>'))`)
    assert.deepEqual(
      shown.map(data => data['text/html']).filter(text => text === '<b>here</b>'),
      ['<b>here</b>'],
      magic,
    )
  }
})

test('a stack that a worker prints is in the user’s coordinates', async () => {
  for (const magic of ['%%thread', '%%process']) {
    const { stdout } = await ok(`${magic}\nfunction where() {\n  return new Error('here')\n}\nconsole.log(where().stack)`)
    assert.match(stripVTControlCharacters(stdout), /Error: here\n +at where \(In\[\d+\]:3:10\)\n +at In\[\d+\]:5:13\n$/, magic)
  }
})

test('options that contradict each other are refused before anything runs', async () => {
  const cell = await kernel.run('%%pool -n 3 --map inputs\nconsole.log("ran")')
  assert.deepEqual([cell.status, cell.stdout], ['error', ''])
  assert.match(cell.errors[0]?.message ?? '', /-n and --map exclude each other/)
})

function slowly(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
