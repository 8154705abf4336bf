import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadCompiler } from '../../../kernel/compile/compiler.ts'
import { magics } from '../../../kernel/magics/index.ts'

const compiler = await loadCompiler()

/** The TypeScript that a cell stands for, without the line of its import. */
function expand(code: string): string {
  const expanded = compiler.expand(code, { magics })
  assert.ok(expanded.ok, expanded.ok ? '' : expanded.diagnostics.map(({ message }) => message).join('\n'))
  const emitted = compiler.emit(expanded.value, { shadowed: new Set() })
  assert.ok(emitted.ok, code)
  return expanded.value.ts.replace(/^import .*'tsloom'\n/, '')
}

const FUNCTION = '$tsloom.withTask(async ({ index }'

test('%%thread is one call of spawnThread whose value is the value of the cell', () => {
  assert.equal(expand('%%thread\n1'), 'await $tsloom.spawnThread(async () => {{\nreturn (1);\n}})')
})

test('%%process is the same in a process', () => {
  assert.equal(expand('%%process\n1'), 'await $tsloom.spawnProcess(async () => {{\nreturn (1);\n}})')
})

test('a task takes of its context what its body mentions: an AbortSignal that nobody looks at would cost more than the task', () => {
  const taken = (body: string): string | undefined => /\(async \((.*)\) =>/.exec(expand(`%%async -n 2\n${body}`))?.[1]
  assert.equal(taken('item * 2'), 'item')
  assert.equal(taken('await fetch(`/${index}`, { signal })'), '{ index, signal }, item')
  assert.equal(taken('const done = (n: number) => progress(n / count)\ndone(1)'), '{ count, progress }, item')
})

test('options become options of the call', () => {
  assert.equal(
    expand(`%%thread -n 5 -o squares --name "it's" --timeout 2s\nindex ** 2`),
    `const $tsloom_run = $tsloom.spawnThread.with({ count: 5, name: 'it\\'s', timeout: 2000 })(${FUNCTION}) => {{
return (index ** 2);
}}))
const $tsloom_arrived = $tsloom_run.arrived
export { $tsloom_arrived as lastRun }
const $tsloom_out = await $tsloom_run
export { $tsloom_out as squares }`,
  )
})

test('%%pool --map is a pool for the cell and one map', () => {
  assert.equal(
    expand('%%pool process -w 4 --map inputs.slice(1) -o squares --chunk 10 --retries 2 --timeout 1s --fail-fast\nitem ** 2'),
    `await using $tsloom_pool = new $tsloom.ProcessPool({ workers: 4 })
const $tsloom_run = $tsloom_pool.with({ timeout: 1000, retries: 2 }).map(async (item) => {{
return (item ** 2);
}}, inputs.slice(1), { chunk: 10, failFast: true })
const $tsloom_arrived = $tsloom_run.arrived
export { $tsloom_arrived as lastRun }
const $tsloom_out = await $tsloom_run
export { $tsloom_out as squares }`,
  )
})

test('%%pool -n maps over the numbers, and without either it is one task', () => {
  assert.match(expand('%%pool -n 3\nitem'), /new \$tsloom\.ThreadPool\(\)\n.*\.map\([^]*\}\}, \[\.\.\.Array\(3\)\.keys\(\)\]\)\n/)
  assert.match(
    expand('%%pool -o one\n5'),
    /const \$tsloom_out = await \$tsloom_pool\.submit\([^]*\}\}\)\nexport \{ \$tsloom_out as one \}$/,
  )
})

test('--unordered collects results as they come', () => {
  assert.match(
    expand('%%pool --map items --unordered -o r\nitem'),
    /\{ ordered: false \}\)[^]*\nfor await \(const \$tsloom_value of \$tsloom_run\)/,
  )
})

test('%%async and %%pool async run on the event loop', () => {
  assert.match(expand('%%async -n 3 --limit 2\nitem'), /new \$tsloom\.AsyncPool\(\{ concurrency: 2 \}\)/)
  assert.match(expand('%%pool async -w 2 -n 3\nitem'), /new \$tsloom\.AsyncPool\(\{ concurrency: 2 \}\)/)
  assert.match(expand('%%async --map items\nitem'), /new \$tsloom\.AsyncPool\(\)\n/)
})

test('%%serve on a port or in a variable takes the place of the server that is there', () => {
  const first = (code: string): string => expand(code).split('\n')[1] ?? ''
  const body = "\nnew Response('')"
  assert.equal(first(`%%serve --port 8000 -o api${body}`), "await $tsloom_notebook.replaceServer({ port: 8000, variable: 'api' })")
  assert.equal(first(`%%serve --port 8000${body}`), 'await $tsloom_notebook.replaceServer({ port: 8000 })')
  assert.match(expand(`%%serve --port 0${body}`), /^const \$tsloom_server/)
})

test('a magic whose body is empty says where the code goes', () => {
  for (const body of ['', '\n', '\n  \n']) {
    const expanded = compiler.expand(`%%thread -n 2${body}`, { magics })
    assert.ok(!expanded.ok)
    assert.deepEqual(
      expanded.diagnostics.map(({ message, start }) => [message, start]),
      [['%%thread has nothing to run: write the code on the lines below it.', 0]],
    )
  }
  assert.match(expand('%%thread\n// later'), /spawnThread/)
})

test('%%serve is one call of serve, and shows the server', () => {
  assert.equal(
    expand("%%serve -w 2 --port 0 -o server\nnew Response('hello')"),
    `import * as $tsloom_notebook from 'tsloom/jupyter'
await $tsloom_notebook.replaceServer({ variable: 'server' })
const $tsloom_server = await $tsloom.serve(async (request: Request): Promise<Response> => {{
return (new Response('hello'));
}}, { workers: 2, port: 0 })
export { $tsloom_server as server }
$tsloom_server`,
  )
})

test('how a cell shows its tasks is asked of the notebook', () => {
  const code = expand('%%pool -n 2 --timeline --group order --to current\nitem')
  assert.match(
    code,
    /^import \* as \$tsloom_notebook from 'tsloom\/jupyter'\n\$tsloom_notebook\.showTasks\(\{ timeline: true, group: 'order', to: 'current' \}\)\n/,
  )
  assert.doesNotMatch(expand('%%thread --to spawn\n1'), /showTasks/)
})

test('an array of nothing is not shown', () => {
  assert.match(expand('%%thread -n 5\nconst a = 1'), /\nconst \$tsloom_out = await \$tsloom_run$/)
  assert.match(expand('%%thread -n 5\n1'), /\n\$tsloom_out\.some\(value => value !== undefined\) \? \$tsloom_out : undefined$/)
})

test('a detached thread is not waited for', () => {
  assert.match(expand('%%thread --detach\n1'), /^void \$tsloom\.spawnThread\.with\(\{ detach: true \}\)/)
  const kept = expand('%%thread --detach -n 2 -o tasks\n1')
  assert.match(kept, /^const \$tsloom_run = \$tsloom\.spawnThread[^]*\nexport \{ \$tsloom_run as tasks \}$/)
  assert.doesNotMatch(kept, /await/)
})

test('the body may declare a variable with the name of a parameter', () => {
  expand('%%thread\nlet count = 0\nconst index = 1\ncount + index')
  expand('%%pool -n 2\nconst item = 1\nitem')
})

test('%time awaits inside the expression and ends its statement', () => {
  assert.equal(expand('%time await f(1)\n;(g)()'), 'await $tsloom.timed(async () => (await f(1)));\n;(g)()')
})

test('%time of an object literal is an expression', () => {
  assert.match(expand('%time { a: 1 }'), /=> \(\{ a: 1 \}\)\);/)
})

test('%%time keeps the body at top level, also over another magic', () => {
  assert.equal(expand('%%time\nconst a = 1'), 'using $tsloom_time = $tsloom.stopwatch();\nconst a = 1')
  assert.match(expand('%%time\n%%pool -n 2 --timeline\nitem'), /using \$tsloom_time[^]*showTasks[^]*await using \$tsloom_pool/)
})
