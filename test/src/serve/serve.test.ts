import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { configureEnvironment } from '../../../src/environment.ts'
import { type Handler, type ServeOptions, type Server, serve } from '../../../src/index.ts'

const failures: unknown[] = []
configureEnvironment({ lateError: error => failures.push(error) })

/** Client and server of one test; what failed meanwhile. */
async function serving(
  handler: Handler,
  use: (server: Server, get: (path?: string, init?: RequestInit) => Promise<Response>) => Promise<void>,
  options?: ServeOptions,
): Promise<unknown[]> {
  failures.length = 0
  const server = await serve(handler, options)
  try {
    await use(server, (path = '/', init) => fetch(server.url + path, init))
  } finally {
    await server.close({ timeout: 0 })
  }
  return [...failures]
}

test('a handler gets the request as sent, and the client its response as made', async () => {
  const echo: Handler = async request =>
    new Response(`${request.method} ${new URL(request.url).search} ${request.headers.get('x-from')} ${await request.text()}`, {
      status: 201,
      headers: [
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ],
    })
  await serving(echo, async (server, get) => {
    assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+$/)
    const response = await get('/x?y=1', { method: 'POST', headers: { 'x-from': 'me' }, body: 'text' })
    assert.equal(response.status, 201)
    assert.deepEqual(response.headers.getSetCookie(), ['a=1', 'b=2'])
    assert.equal(await response.text(), 'POST ?y=1 me text')
  })
})

test('bodies stream both ways', async () => {
  const upper: Handler = request =>
    new Response(
      request.body
        ?.pipeThrough(new TextDecoderStream())
        .pipeThrough(new TransformStream({ transform: (text, to) => to.enqueue(text.toUpperCase()) }))
        .pipeThrough(new TextEncoderStream()),
    )
  await serving(upper, async server => {
    const client = httpRequest(server.url, { method: 'POST' })
    client.write('one')
    const [response] = await once(client, 'response')
    response.setEncoding('utf8')
    assert.deepEqual(await once(response, 'data'), ['ONE'], 'the first piece is back before the second is sent')
    client.end('two')
    assert.deepEqual(await once(response, 'data'), ['TWO'])
  })
})

test('the signal of a request aborts when its client goes away, and nothing is reported', async () => {
  let aborted: (() => void) | undefined
  const gone = new Promise<void>(resolve => {
    aborted = resolve
  })
  const waits: Handler = request =>
    new Promise((_, reject) => {
      request.signal.addEventListener('abort', () => {
        aborted?.()
        reject(request.signal.reason)
      })
    })
  const reported = await serving(waits, async server => {
    const client = httpRequest(server.url).end()
    client.on('error', () => {})
    while (server.stats.active === 0) await new Promise(setImmediate)
    client.destroy()
    await gone
  })
  assert.deepEqual(reported, [])
})

test('a response that streams without end is stopped when its client goes away', async () => {
  let cancelled: (() => void) | undefined
  const stopped = new Promise<void>(resolve => {
    cancelled = resolve
  })
  const endless: Handler = () =>
    new Response(new ReadableStream({ pull: to => to.enqueue(new Uint8Array(1000)), cancel: () => cancelled?.() }))
  await serving(endless, async server => {
    const client = httpRequest(server.url).end()
    const [response] = await once(client, 'response')
    await once(response, 'data')
    response.destroy()
    await stopped
  })
})

test('a handler that throws answers 500 without its message, which is told where the server belongs', async () => {
  const fails: Handler = () => {
    throw new RangeError('the password is 1234')
  }
  const reported = await serving(fails, async (server, get) => {
    const response = await get()
    assert.equal(response.status, 500)
    assert.equal(await response.text(), 'Internal Server Error\n')
    assert.equal(server.stats.errors, 1)
  })
  assert.deepEqual(reported.map(String), ['RangeError: the password is 1234'])
})

test('what is no response answers 500, and the error names what was returned', async () => {
  const used = new Response('once')
  await used.text()
  const results: Record<string, unknown> = {
    '/text': 'hello',
    '/nothing': undefined,
    '/list': [1],
    '/object': { a: 1 },
    '/date': new Date(),
    '/used': used,
  }
  const reported = await serving(
    request => results[new URL(request.url).pathname] as Response,
    async (_, get) => {
      for (const path of Object.keys(results)) assert.equal((await get(path)).status, 500)
    },
  )
  const texts = reported.map(error => (error as Error).message)
  const expected = [
    /the string "hello", not a Response; return new Response/,
    /returned undefined/,
    /an array/,
    /an object/,
    /an instance of Date/,
    /was read already/,
  ]
  for (const [index, pattern] of expected.entries()) assert.match(texts[index] ?? '', pattern)
})

test('a body that breaks off breaks the connection off, and is told', async () => {
  const breaks: Handler = () => {
    let pieces = 0
    return new Response(
      new ReadableStream({
        pull(to) {
          if (pieces++ > 0) throw new Error('no more')
          to.enqueue(new Uint8Array(10))
        },
      }),
    )
  }
  const reported = await serving(breaks, async (_, get) => {
    await assert.rejects(get().then(response => response.text()))
  })
  assert.deepEqual(reported.map(String), ['Error: no more'])
})

test('a flood of failures is summed up', async () => {
  const reported = await serving(
    () => {
      throw new Error('again')
    },
    async (_, get) => {
      for (let i = 0; i < 25; i++) await get()
    },
  )
  assert.ok(reported.length < 25)
  assert.match(String(reported.at(-1)), /\d+ more requests failed; the last of them: Error: again/)
})

test('close lets running requests end and takes no more; a second one hurries it up', async () => {
  let answer: ((text: string) => void) | undefined
  const body = new Promise<string>(resolve => {
    answer = resolve
  })
  const server = await serve(
    async request => new Response(request.url.endsWith('/slow') ? await body : await new Promise<string>(() => {})),
  )
  const slow = fetch(`${server.url}/slow`)
  const stuck = fetch(`${server.url}/stuck`)
  while (server.stats.active < 2) await new Promise(setImmediate)
  const closing = server.close({ timeout: 60_000 })
  await assert.rejects(fetch(server.url))
  answer?.('done')
  assert.equal(await (await slow).text(), 'done')
  void server.close({ timeout: 0 })
  await assert.rejects(stuck)
  await closing
  await server.closed
  await server.close()
})

test('await using and an aborted signal end it', async () => {
  let url = ''
  {
    await using server = await serve(() => new Response('here'))
    url = server.url
    assert.equal(await (await fetch(url)).text(), 'here')
  }
  await assert.rejects(fetch(url))
  const controller = new AbortController()
  const server = await serve(() => new Response('here'), { signal: controller.signal })
  controller.abort()
  await server.closed
  await assert.rejects(
    serve(() => new Response(''), { signal: controller.signal }),
    { code: 'TSLOOM_CANCELLED' },
  )
})

test('a port in use and a wrong address are named, with what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  for (const workers of [0, 2]) {
    await assert.rejects(
      serve(() => new Response(''), { port, workers }),
      {
        code: 'TSLOOM_CANNOT_LISTEN',
        message: new RegExp(`^port ${port} of 127\\.0\\.0\\.1 is in use: .*leave port out`),
      },
    )
    await assert.rejects(
      serve(() => new Response(''), { hostname: '192.0.2.1', workers }),
      {
        code: 'TSLOOM_CANNOT_LISTEN',
        message: /^192\.0\.2\.1 is no address of this machine/,
      },
    )
  }
  other.close()
})

test('wrong options are refused before anything starts', async () => {
  const handler: Handler = () => new Response('')
  await assert.rejects(serve(handler, { port: 70_000 }), /RangeError: port has to be/)
  await assert.rejects(serve(handler, { workers: -1 }), /RangeError: workers has to be/)
  await assert.rejects(serve(handler, { hostname: 'http://x' }), /TypeError: hostname has to be/)
  await assert.rejects(serve('text' as unknown as Handler), /TypeError: serve needs a function/)
})
