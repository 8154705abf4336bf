/** What this thread prints goes to the kernel, under the cell on whose behalf it was printed. */

import type { CellId } from '../interpreter.ts'
import type { EventWriter } from './event-writer.ts'

type WriteCallback = (error?: Error | null) => void

/** `console` prints through these two streams, and so does any library. Raw writes to descriptors 1 and 2 are caught by the kernel. */
export function captureOutput(writer: EventWriter, cell: () => CellId, transform: (text: string, name: 'stdout' | 'stderr') => string = text => text): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const stream = process[name]
    const write = (chunk: string | Uint8Array, encoding?: BufferEncoding | WriteCallback, callback?: WriteCallback): boolean => {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString()
      writer.stream(cell(), name, transform(text, name))
      const done = typeof encoding === 'function' ? encoding : callback
      if (done) process.nextTick(done)
      return true
    }
    Object.defineProperty(stream, 'write', { value: write, writable: true, configurable: true })
    // `stream.pipe(process.stdout)` and `end()` go through the stream machinery instead.
    Object.assign(stream, {
      _write: (chunk: string | Uint8Array, encoding: BufferEncoding, done: WriteCallback) => {
        write(chunk, encoding)
        done()
      },
    })
  }
}
