/** What this thread prints is handed on instead of written. */

import { StringDecoder } from 'node:string_decoder'

type WriteCallback = (error?: Error | null) => void

/** `console` prints through these two streams, and so does any library. Raw writes to descriptors 1 and 2 are caught by the kernel. */
export function captureOutput(print: (name: 'stdout' | 'stderr', text: string) => void): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const stream = process[name]
    // A character may be split between two writes of bytes.
    const decoder = new StringDecoder('utf8')
    const write = (chunk: string | Uint8Array, encoding?: BufferEncoding | WriteCallback, callback?: WriteCallback): boolean => {
      const text = typeof chunk === 'string' && isText(encoding) ? chunk : decoder.write(bytesOf(chunk, encoding))
      print(name, text)
      const done = typeof encoding === 'function' ? encoding : callback
      if (done) process.nextTick(done)
      return true
    }
    Object.defineProperty(stream, 'write', { value: write, writable: true, configurable: true })
    // Opening the stream made its descriptor non-blocking for everyone: raw writes to a full pipe would fail.
    ;(stream as { _handle?: { setBlocking?(on: boolean): void } })._handle?.setBlocking?.(true)
    // `stream.pipe(process.stdout)` and `end()` go through the stream machinery instead.
    Object.assign(stream, {
      _write: (chunk: string | Uint8Array, encoding: BufferEncoding, done: WriteCallback) => {
        write(chunk, encoding)
        done()
      },
    })
  }
}

const isText = (encoding: unknown): boolean => typeof encoding !== 'string' || /^utf-?8$/i.test(encoding)

function bytesOf(chunk: string | Uint8Array, encoding: unknown): Buffer {
  if (typeof chunk === 'string') return Buffer.from(chunk, encoding as BufferEncoding)
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
}
