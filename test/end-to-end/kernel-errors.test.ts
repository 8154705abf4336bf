import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type CellError, contentOf, errorOf, type TestKernel, testKernel } from '../support/kernel.ts'

let kernel: TestKernel
before(async () => {
  kernel = await testKernel()
})
after(() => kernel[Symbol.asyncDispose]())

/** Runs a cell that fails with one error; `In[n]` of that cell is written `In[*]`. */
async function failing(code: string): Promise<CellError> {
  const { status, errors, reply } = await kernel.run(code)
  assert.equal(status, 'error')
  assert.equal(errors.length, 1)
  const [error] = errors as [CellError]
  assert.deepEqual([reply.ename, reply.evalue], [error.name, error.message])
  return { ...error, traceback: error.traceback.replaceAll(`In[${reply.execution_count}]`, 'In[*]') }
}

test('an error shows class, message, source line and the cell’s own lines and columns, without the kernel’s frames', async () => {
  const { traceback } = await failing(
    "type Erased = {\n  a: string }\nfunction boom(text: string): never {\n  throw new TypeError(text as string)\n}\nboom('bad')",
  )
  assert.equal(
    traceback,
    ['TypeError: bad', '4 |   throw new TypeError(text as string)', '            ^', '    at boom (In[*]:4:9)', '    at In[*]:6:1'].join(
      '\n',
    ),
  )
})

test('positions survive enums, namespaces, parameter properties and using', async () => {
  const { traceback } = await failing(`enum Color { Red, Green }
namespace N { export const n = 1 }
class P { constructor(readonly x: number, private y = 2) {} }
using held = { [Symbol.dispose]() {} }
const p = new P(Color.Green); throw new Error('after')`)
  assert.match(traceback, /5 \| const p.*\n {36} {4}\^\n {4}at In\[\*\]:5:37$/)
})

test('positions survive magics', async () => {
  assert.match((await failing("%%time\nconst a = 1\n  throw new Error('x')")).traceback, /at In\[\*\]:3:9/)
  assert.match((await failing("%typecheck error\nthrow new Error('x')")).traceback, /at In\[\*\]:2:7/)
})

test('functions that were awaiting are in the stack', async () => {
  const { traceback } = await failing(`async function inner(): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, 1))
  throw new Error('deep')
}
async function outer() { await inner() }
await outer()`)
  assert.match(traceback, /at inner \(In\[\*\]:3:9\)\n {4}at async outer \(In\[\*\]:5:26\)\n {4}at async In\[\*\]:6:1$/)
})

test('a stack goes through cells', async () => {
  const declared = await kernel.run("function thrower() {\n  throw new Error('from before')\n}")
  const { traceback } = await failing('thrower()')
  assert.match(traceback, new RegExp(`at thrower \\(In\\[${declared.reply.execution_count}\\]:2:9\\)\\n {4}at In\\[\\*\\]:1:1`))
  assert.match(traceback, /2 \| {3}throw new Error\('from before'\)/)
})

test('causes are shown, to the end of the chain, circular or not', async () => {
  const { traceback } = await failing("throw new Error('outer', { cause: new TypeError('middle', { cause: 'a text' }) })")
  assert.match(traceback, /Error: outer\n[^]*Caused by: TypeError: middle\n[^]*Caused by: 'a text'/)
  assert.match((await failing("const e = new Error('round'); e.cause = e; throw e")).traceback, /Caused by: \[circular\]/)
})

test('the errors of an AggregateError are shown', async () => {
  const { traceback } = await failing("await Promise.any([Promise.reject(new Error('first')), Promise.reject(new RangeError('second'))])")
  assert.match(traceback, /AggregateError[^]*Error: first[^]*RangeError: second/)
})

test('own properties of an error are shown', async () => {
  const { traceback, name } = await failing(
    "class Mine extends Error { constructor(readonly answer = 42) { super('own') } }\nthrow new Mine()",
  )
  assert.equal(name, 'Mine')
  assert.match(traceback, /answer: 42/)
})

test('what is thrown need not be an Error, nor bear being looked at', async () => {
  assert.match((await failing("throw 'text'")).traceback, /Uncaught 'text'/)
  assert.match((await failing('throw undefined')).traceback, /Uncaught undefined/)
  assert.match((await failing('throw Object.create(null)')).traceback, /Uncaught/)
  await failing("throw new Proxy(new Error('p'), { get() { throw new Error('trap') }, getPrototypeOf() { throw new Error('trap') } })")
  await failing(
    "const e = new Error('x'); for (const key of ['name', 'message', 'stack', 'cause']) Object.defineProperty(e, key, { get() { throw new Error('no') } }); throw e",
  )
})

test('a stack overflow is an error like others', async () => {
  const { name, message } = await failing('function down(): number { return down() + 1 }\ndown()')
  assert.deepEqual([name, message], ['RangeError', 'Maximum call stack size exceeded'])
  assert.equal((await kernel.run('1')).status, 'ok')
})

test('an error in a thread has its class, its own properties and the cell’s position', async () => {
  const { name, traceback } = await failing(
    "%%thread\nconst offset = 1\nthrow Object.assign(new RangeError('in thread'), { code: 'E_MINE' })",
  )
  assert.equal(name, 'RangeError')
  assert.match(traceback, /RangeError: in thread\n3 \| throw Object[^]*In\[\*\]:3:21[^]*E_MINE/)
})

test('every failed thread is shown', async () => {
  const { errors, shown, reply } = await kernel.run("%%thread -n 2\nthrow new Error('thread ' + index)")
  assert.match(errors[0]?.traceback ?? '', new RegExp(`2 of 2 threads failed[^]*In\\[${reply.execution_count}\\]:2:7`))
  assert.match(JSON.stringify(shown) + errors[0]?.traceback, /thread 0[^]*thread 1/)
})

test('an exception in a timer is shown in its cell and stops nothing', async () => {
  const cell = await kernel.run(
    "setTimeout(() => { throw new Error('in timer') }, 1)\nawait new Promise(resolve => setTimeout(resolve, 20))\n'went on'",
  )
  assert.deepEqual([cell.status, cell.result], ['ok', "'went on'"])
  assert.match(cell.errors[0]?.traceback ?? '', /Error: in timer\n1 \| [^]*In\[\d+\]:1:26/)
})

test('an unhandled rejection is shown in its cell and stops nothing', async () => {
  const cell = await kernel.run("Promise.reject(new Error('floating'))\n'went on'")
  assert.deepEqual([cell.status, cell.result], ['ok', "'went on'"])
  assert.match(cell.errors[0]?.traceback ?? '', /Error: floating\n1 \| /)
})

test('a late error of an earlier cell is shown in that cell', async () => {
  const shown = kernel.next(({ header }) => header.msg_type === 'error')
  const first = kernel.client.execute("setTimeout(() => { throw new Error('late') }, 50)")
  await first
  await kernel.run('1')
  const message = await shown
  assert.equal(errorOf(message).message, 'late')
  assert.equal(message.parent.msg_id, (await first).id)
})

test('an error made but not thrown shows its stack without the kernel’s frames', async () => {
  const { result } = await kernel.run("new Error('made')")
  assert.match(result ?? '', /^Error: made\n {4}at In\[\d+\]:1:1$/)
  const { stdout } = await kernel.run(
    "const caught = (() => { try { throw new Error('c') } catch (e) { return (e as Error).stack! } })()\nconsole.log(caught)",
  )
  assert.match(stdout, /^Error: c\n {4}at In\[\d+\]:1:37\n {4}at In\[\d+\]:1:97\n$/)
  assert.doesNotMatch(stdout, /compiled:|session-entry|executor/)
})

test('a reply to a failed cell carries what iopub showed', async () => {
  const cell = await kernel.run("throw new Error('both')")
  const [message] = cell.messages.filter(({ header }) => header.msg_type === 'error')
  assert.ok(message)
  assert.deepEqual(contentOf(message).traceback, cell.reply.traceback)
})

test('no name of ours stands in a stack: closures that travel, functions that hide a built-in', async () => {
  const closure = await kernel.run('await new Promise((_, r) => setTimeout(() => r(new Error("late")), 1))')
  const shadowing = await kernel.run('function structuredClone() { throw new Error("own") }\nstructuredClone()')
  for (const { errors } of [closure, shadowing]) {
    assert.match(errors[0]?.traceback ?? '', /In\[\d+\]:1:/)
    assert.doesNotMatch(errors[0]?.traceback ?? '', /__tsloom/)
  }
})
