import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { type TestKernel, testKernel } from '../support/kernel.ts'

let kernel: TestKernel
before(async () => {
  kernel = await testKernel()
})
after(() => kernel[Symbol.asyncDispose]())

test('a cell that gives a name another type warns of the functions that no longer fit, before it is idle', async () => {
  await kernel.run('let size = 1\nfunction half() { return size.toFixed(1) }')
  const changed = await kernel.run("let size = 'large'")
  assert.equal(changed.status, 'ok')
  assert.match(
    stripVTControlCharacters(changed.stderr),
    /^Warning: 'half' uses 'size', which has another type now\. .*\nTypeCheckError TS\d+: Property 'toFixed' [^]*function half\(\)[^]* at In\[\d+\]:2:31\n$/,
  )
  assert.equal((await kernel.run('let size = 2')).stderr, '')
  const failed = await kernel.run("let size = 'large'; throw new Error('before it is shown')")
  assert.equal(failed.stderr, '')
})

test('a type error stops the cell before it runs, with code, line, column and a caret', async () => {
  const cell = await kernel.run("console.log('ran')\nconst n: number = 1\n  n.toUpperCase()")
  assert.equal(cell.status, 'error')
  assert.equal(cell.stdout, '')
  assert.deepEqual([cell.errors[0]?.name, cell.reply.ename], ['TypeCheckError', 'TypeCheckError'])
  assert.equal(cell.errors[0]?.message, "TS2339: Property 'toUpperCase' does not exist on type 'number'.")
  const number = cell.reply.execution_count
  assert.equal(
    cell.errors[0]?.traceback,
    [
      "TypeCheckError TS2339: Property 'toUpperCase' does not exist on type 'number'.",
      '3 |   n.toUpperCase()',
      '        ^^^^^^^^^^^',
      `    at In[${number}]:3:5`,
    ].join('\n'),
  )
})

test('what a cell with a type error would have declared is not there', async () => {
  await kernel.run("const untypable: number = 'x'")
  assert.match((await kernel.run('untypable')).errors[0]?.message ?? '', /TS2304: Cannot find name 'untypable'/)
})

test('a syntax error names line and column', async () => {
  const { errors, status } = await kernel.run('const ok = 1\nconst = 5')
  assert.equal(status, 'error')
  assert.equal(errors[0]?.name, 'SyntaxError')
  assert.match(errors[0]?.traceback ?? '', /2 \| const = 5\n {10}\^[^]*In\[\d+\]:2:7/)
})

test('types flow across cells: of values, functions, classes, generics and types', async () => {
  await kernel.run(
    'interface Point { x: number; y: number }\nfunction first<T>(items: T[]): T | undefined { return items[0] }\nclass Box<T> { constructor(readonly held: T) {} }',
  )
  await kernel.run('const box = new Box<Point>({ x: 1, y: 2 })')
  assert.equal((await kernel.run('box.held.x + (first([box])?.held.y ?? 0)')).result, '3')
  assert.match((await kernel.run('box.held.z')).errors[0]?.message ?? '', /'z' does not exist on type 'Point'/)
  assert.match((await kernel.run('first([box]).held')).errors[0]?.message ?? '', /possibly 'undefined'/)
})

test('strict mode is on, and the library is what the running Node has', async () => {
  assert.match((await kernel.run('function implicit(x) { return x }')).errors[0]?.message ?? '', /TS7006/)
  assert.match((await kernel.run('document.title')).errors[0]?.message ?? '', /document/)
  assert.equal(
    (await kernel.run("structuredClone([3, 1, 2]).toSorted().at(-1)! + process.version.length * 0 + Buffer.from('a').length")).result,
    '4',
  )
})

test('a declared let keeps its type when assigned in another cell', async () => {
  await kernel.run('let counter = 1')
  assert.match((await kernel.run("counter = 'one'")).errors[0]?.message ?? '', /TS2322/)
  assert.equal((await kernel.run('counter += 1')).result, '2')
})

test('%typecheck warn runs the cell and shows the error; off says nothing; error is strict again', async () => {
  await kernel.run('%typecheck warn')
  const warned = await kernel.run("const w: number = 'text'; w")
  assert.deepEqual([warned.status, warned.result], ['ok', "'text'"])
  assert.match(warned.stderr, /TS2322/)

  await kernel.run('%typecheck off')
  const unchecked = await kernel.run("const u: number = 'text'; u")
  assert.deepEqual([unchecked.status, unchecked.result, unchecked.stderr], ['ok', "'text'", ''])

  await kernel.run('%typecheck error')
  assert.equal((await kernel.run("const s: number = 'text'")).status, 'error')
  // What was declared unchecked has types all the same.
  assert.match((await kernel.run('u.nope')).errors[0]?.message ?? '', /'nope' does not exist on type 'number'/)
})

test('%typecheck takes effect from its line’s cell on, also together with code', async () => {
  const cell = await kernel.run("%typecheck off\nconst both: number = 'x'\nboth")
  assert.deepEqual([cell.status, cell.result], ['ok', "'x'"])
  await kernel.run('%typecheck error')
})

test('a tsconfig.json beside the notebook changes compiler options', async () => {
  await using lax = await testKernel({
    files: {
      'tsconfig.json':
        '{ // as people write it\n "compilerOptions": { "strict": false, "noImplicitAny": false, "paths": { "@lib/*": ["./lib/*"] } } }',
    },
  })
  const cell = await lax.run('function loose(x) { return x }\nconst n: number = null\nloose(1) + n')
  assert.deepEqual([cell.status, cell.result], ['ok', '1'])
})

test('what is wrong with a tsconfig.json is told once, in the first cell that is checked', async () => {
  await using broken = await testKernel({ files: { 'tsconfig.json': '{ "extends": "./missing.json" }' } })
  assert.match((await broken.run('1')).stderr, /^tsconfig\.json: Cannot read file '.*missing\.json'\.\n$/)
  assert.equal((await broken.run('2')).stderr, '')
})
