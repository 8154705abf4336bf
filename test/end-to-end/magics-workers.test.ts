import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { type Cell, type TestKernel, testKernel } from '../support/kernel.ts'

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

const shownBy = (cell: Cell): string => cell.shown.map(data => stripVTControlCharacters(String(data['text/plain']))).join('\n')

test('%workers says when nothing is there', async () => {
  assert.match(shownBy(await ok('%workers')), /^Nothing is running/)
})

test('%workers lists detached tasks with their cells, and %cancel stops them by name, by id or all', async () => {
  const forever = 'await new Promise(resolve => setTimeout(resolve, 1e8))'
  await ok(`%%thread --detach --name loader -o loader\n${forever}`)
  await ok(`%%thread --detach --name other\n${forever}`)
  await ok(`%%process --detach --name third\nfor (;;) {}`)
  const listed = shownBy(await ok('%workers'))
  assert.match(listed, /Tasks\n *id +name +cell +for\n *\d+ +loader +In\[\d+\] .* detached\n *\d+ +other .*\n *\d+ +third /)
  assert.match((await ok('%cancel nope')).stdout, /There is no task named nope; there are loader \(\d+\), other/)
  assert.equal((await ok('%cancel loader')).stdout, 'Cancelled loader.\n')
  const awaited = await kernel.run('await loader')
  assert.match(awaited.errors[0]?.name ?? '', /CancelledError/)
  assert.equal(awaited.stderr, '')
  const id = /(\d+) +other/.exec(listed)?.[1]
  assert.equal((await ok(`%cancel ${id}`)).stdout, 'Cancelled other.\n')
  assert.equal((await ok('%cancel')).stdout, 'Cancelled third.\n')
  assert.equal((await ok('%cancel all')).stdout, 'No task is there.\n')
})

test('pools are listed by the names of their variables, and %stop closes them', async () => {
  await ok("import { ThreadPool } from 'tsloom'\nconst crew = new ThreadPool({ workers: 2 })\nawait crew.map(x => x + 1, [1, 2, 3])")
  assert.match(
    shownBy(await ok('%workers')),
    /Pools\n *name +cell +kind +workers +busy +done +rate\n *crew +In\[\d+\] +ThreadPool +\d +0 +3 [^]*\n *session +this process +\d+ +\d+ % +\d+ MB\n/,
  )
  assert.match((await ok('%stop cruw')).stdout, /There is no pool or server named cruw; there is crew\./)
  assert.equal((await ok('%stop crew')).stdout, 'Stopped crew.\n')
  assert.match((await kernel.run('await crew.submit(() => 1)')).errors[0]?.message ?? '', /the pool is closed/)
  assert.match(shownBy(await ok('%workers')), /^Nothing/)
})

test('a pool that a magic opened is gone with its cell, also when that failed', async () => {
  await ok('%%pool -w 2 -n 2\nindex')
  await kernel.run("%%pool -w 2 -n 2\nthrow new Error('x')")
  assert.match(shownBy(await ok('%workers')), /^Nothing/)
})

for (const options of ['', '-w 2']) {
  test(`%%serve ${options} serves after its cell has ended, until %stop`, async () => {
    await ok("const greeting = 'hello'")
    const cell = await ok(`%%serve ${options} -o server\nnew Response(\`\${greeting} \${new URL(request.url).pathname}\`)`)
    assert.match(cell.result ?? '', /http:\/\/127\.0\.0\.1:\d+/)
    assert.equal((await ok('await (await fetch(`${server.url}/x`)).text()')).result, "'hello /x'")
    assert.match(shownBy(await ok('%workers')), /Servers\n *name .*\n *server +In\[\d+\] +http:\/\/127\.0\.0\.1:\d+ +\d +1 /)
    assert.equal((await ok('%stop server')).stdout, 'Stopped server.\n')
    assert.match(shownBy(await ok('%workers')), /^Nothing/)
  })
}

test('%%serve that is run once more takes the place of its first server, by its port or its variable', async () => {
  await ok("%%serve -o page\nnew Response('first')")
  const port = stripVTControlCharacters((await ok('page.port')).result ?? '')
  const text = async (): Promise<string | undefined> => (await ok(`await (await fetch('http://127.0.0.1:${port}')).text()`)).result
  assert.match((await ok(`%%serve --port ${port}\nnew Response('second')`)).stdout, /^Replaced the server of In\[\d+\], which was at http/)
  assert.equal(await text(), "'second'")
  assert.match((await ok(`%%serve --port ${port} -w 2 -o page\nnew Response('third')`)).stdout, /^Replaced the server/)
  assert.equal(await text(), "'third'")
  assert.match((await ok("%%serve -o page\nnew Response('fourth')")).stdout, /^Replaced the server/)
  assert.equal((await ok('await (await fetch(page.url)).text()')).result, "'fourth'")
  assert.equal((await ok('%stop all')).stdout, 'Stopped page.\n')
})

test('the body of %%serve is typed', async () => {
  const { errors } = await kernel.run('%%serve\nrequest.nope')
  assert.match(errors[0]?.traceback ?? '', /'nope' does not exist on type 'Request'/)
  assert.match(
    (await kernel.run("%%serve\n'text'")).errors[0]?.traceback ?? '',
    /Type 'string' is not assignable to type 'Response'[^]*:2:1/,
  )
})

for (const magic of ['thread', 'process'])
  test(`in a ${magic} a gather, a group and a time limit end what they run where it waits, without a look at a signal`, async () => {
    const cell = await ok(`%%${magic}
import { gather, sleep, TaskGroup, withTimeout } from 'tsloom'
const log: string[] = []
const child = (name: string) => async () => {
  try {
    await new Promise(() => {})
  } finally {
    log.push(name)
  }
}
const fails = async () => {
  await sleep(1)
  throw new Error('no')
}
await withTimeout(child('timed'), 5).catch(() => {})
await gather([child('gathered'), fails], { failFast: true }).catch(() => {})
await TaskGroup.run(group => (group.spawn(child('grouped')), fails())).catch(() => {})
await sleep(1)
log.join()`)
    assert.equal(cell.result, "'timed,gathered,grouped'")
  })

test('--to current sends late output to the cell that runs then', async () => {
  await ok("%%thread --detach --to current -o late\nawait new Promise(resolve => setTimeout(resolve, 200))\nconsole.log('late')")
  assert.match((await ok('await late')).stdout, /late/)
})
