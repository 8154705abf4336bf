import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { Socket } from 'node:net'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { configureEnvironment } from '../../../src/environment.ts'
import { type Handler, type Server, serve } from '../../../src/index.ts'
import { processGone } from '../../support/process-gone.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const failures: unknown[] = []
let told: (() => void) | undefined
configureEnvironment({
  lateError(error) {
    failures.push(error)
    told?.()
  },
})

let taken = 0
const table = new Map([['a', 1]])
const who: Handler = request => {
  taken++
  return Response.json({ pid: process.pid, taken, file: basename(new URL(request.url).pathname), a: table.get('a') })
}

async function get(server: Server, path = '/'): Promise<{ pid: number; taken: number; file: string; a: number }> {
  const response = await fetch(server.url + path, { headers: { connection: 'close' } })
  return (await response.json()) as never
}

test('worker processes share the port; each has its own copy of what the handler captured', async () => {
  const server = await serve(who, { workers: 2 })
  const answers = await Promise.all(Array.from({ length: 40 }, () => get(server, '/x/file.txt')))
  await server.close()
  const { requests, errors, active, workers } = server.stats
  assert.deepEqual([requests, errors, active], [40, 0, 0])
  assert.equal(
    workers.reduce((sum, worker) => sum + worker.requests, 0),
    40,
  )
  for (const { pid, requests } of workers) {
    const own = answers.filter(answer => answer.pid === pid)
    assert.equal(own.length, requests)
    assert.equal(Math.max(0, ...own.map(answer => answer.taken)), requests, 'each counts for itself')
  }
  assert.ok(answers.every(answer => answer.file === 'file.txt' && answer.a === 1 && answer.pid !== process.pid))
  assert.equal(taken, 0)
})

test('a handler that throws in a worker is told here, and the worker goes on', async () => {
  failures.length = 0
  await using server = await serve(
    () => {
      throw new RangeError('in the worker')
    },
    { workers: 1 },
  )
  const heard = new Promise<void>(resolve => {
    told = resolve
  })
  assert.equal((await fetch(server.url)).status, 500)
  await heard
  assert.ok(failures[0] instanceof RangeError)
  assert.equal(failures[0].message, 'in the worker')
  assert.match(String(failures[0].stack), /serve-workers\.test\.js:\d+/)
  assert.equal(server.stats.restarts, 0)
})

test('a worker that dies is replaced: its requests fail, others are answered', async () => {
  failures.length = 0
  const fragile: Handler = request => {
    if (request.url.endsWith('/exit')) process.exit(3)
    if (request.url.endsWith('/throw')) setTimeout(() => Promise.reject(new Error('nobody waits')))
    return request.url.endsWith('/throw') ? new Promise(() => {}) : Response.json(process.pid)
  }
  /** On a connection of its own: the client would use that of a dead worker again. */
  const ask = (path = '/'): Promise<Response> => fetch(server.url + path, { headers: { connection: 'close' } })
  await using server = await serve(fragile, { workers: 1, name: 'fragile' })
  const first = await (await ask()).json()
  await assert.rejects(ask('/exit'))
  const second = await (await ask()).json()
  assert.notEqual(second, first)
  process.kill(second as number, 'SIGKILL')
  let third = second
  while (third === second)
    third = await ask().then(
      response => response.json(),
      () => second,
    )
  await assert.rejects(ask('/throw'))
  assert.notEqual(await (await ask()).json(), third)
  assert.equal(server.stats.restarts, 3)
  const texts = failures.map(error => (error as Error).message)
  for (const why of [
    /^fragile 0 ended with code 3; requests that it was handling failed/,
    /ended by SIGKILL/,
    /error outside of any request: nobody waits/,
  ])
    assert.ok(
      texts.some(text => why.test(text)),
      `${why} in ${texts}`,
    )
})

test('what cannot travel to a process is named before anything starts', async () => {
  const socket = new Socket()
  await assert.rejects(
    serve(() => new Response(String(socket)), { workers: 1 }),
    {
      code: 'TSLOOM_NOT_SHIPPABLE',
      message: /^socket is a Socket \(live handle\)/,
    },
  )
  const shared = new SharedArrayBuffer(8)
  await assert.rejects(
    serve(() => new Response(String(shared.byteLength)), { workers: 1 }),
    { code: 'TSLOOM_NOT_SHIPPABLE' },
  )
})

test('close waits for running requests in workers, and kills one that spins', async () => {
  const server = await serve(
    request => {
      if (request.url.endsWith('/spin')) for (;;);
      return new Response(
        new ReadableStream({
          async start(to) {
            to.enqueue(new TextEncoder().encode('begun '))
            await new Promise(resolve => setTimeout(resolve, 20))
            to.enqueue(new TextEncoder().encode('ended'))
            to.close()
          },
        }),
      )
    },
    { workers: 1 },
  )
  const response = await fetch(server.url)
  await server.close()
  assert.equal(await response.text(), 'begun ended')
  const other = await serve(
    () => {
      for (;;);
    },
    { workers: 1 },
  )
  const spinning = assert.rejects(fetch(other.url))
  while (other.stats.requests === 0) await new Promise(setImmediate)
  const pid = other.stats.workers[0]?.pid ?? 0
  await other.close({ timeout: 1 })
  await spinning
  await processGone(pid)
})

test('workers die with the process that serves, also when they spin', async t => {
  const folder = temporaryFolder(t)
  const file = join(folder, 'main.mjs')
  const library = new URL('../../../src/index.js', import.meta.url).href
  await writeFile(
    file,
    `import { serve } from ${JSON.stringify(library)}
     // Its count of requests has to leave before it spins.
     const server = await serve(() => new Promise(() => setTimeout(() => { for (;;); }, 50)), { workers: 1 })
     fetch(server.url).catch(() => {})
     while (server.stats.requests === 0) await new Promise(setImmediate)
     process.send(server.stats.workers[0].pid)`,
  )
  const child = fork(file, [], { execArgv: [] })
  const [pid] = (await once(child, 'message')) as [number]
  child.kill('SIGKILL')
  await processGone(pid)
})
