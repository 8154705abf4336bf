/**
 * Lines that several threads write to one pipe without a lock. A message longer than `MAX_CHUNK` is split; each piece
 * says whose it is and whether more follow: `<thread>:<B|M|E|W>` + bytes + newline (begin, middle, end, whole).
 */

import { writeSync } from 'node:fs'
import { MAX_CHUNK } from './wire.ts'

const NEWLINE = 10

/** Writes one message, whole, before it returns. */
export function writeFrame(fd: number, thread: number, json: string): void {
  if (json.length * 3 <= MAX_CHUNK) return writeAll(fd, Buffer.from(`${thread}:W${json}\n`))
  const bytes = Buffer.from(json)
  if (bytes.length <= MAX_CHUNK) return writeAll(fd, Buffer.from(`${thread}:W${json}\n`))
  for (let start = 0; start < bytes.length; start += MAX_CHUNK) {
    const end = Math.min(start + MAX_CHUNK, bytes.length)
    const mark = start === 0 ? 'B' : end === bytes.length ? 'E' : 'M'
    writeAll(fd, Buffer.concat([Buffer.from(`${thread}:${mark}`), bytes.subarray(start, end), Buffer.of(NEWLINE)]))
  }
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(fd, bytes, written)
    } catch (error) {
      // A non-blocking descriptor whose reader is behind: wait for it, as a blocking one would.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(pause, 0, 0, 1)
    }
  }
}

const pause = new Int32Array(new SharedArrayBuffer(4))

/** Puts frames together again. Pieces of a message whose writer was stopped half-way are dropped. */
export function createFrameReader(onMessage: (json: string) => void): (chunk: Buffer) => void {
  let rest: Buffer | undefined
  const parts = new Map<string, Buffer[]>()

  function line(bytes: Buffer): void {
    const colon = bytes.indexOf(58)
    const thread = bytes.toString('latin1', 0, colon)
    const mark = String.fromCharCode(bytes[colon + 1] ?? 0)
    const payload = bytes.subarray(colon + 2)
    if (mark === 'W') {
      parts.delete(thread)
      return onMessage(payload.toString())
    }
    if (mark === 'B') return void parts.set(thread, [payload])
    const begun = parts.get(thread)
    if (!begun) return
    begun.push(payload)
    if (mark !== 'E') return
    parts.delete(thread)
    onMessage(Buffer.concat(begun).toString())
  }

  return chunk => {
    let bytes = rest ? Buffer.concat([rest, chunk]) : chunk
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE)) {
      line(bytes.subarray(0, end))
      bytes = bytes.subarray(end + 1)
    }
    rest = bytes.length > 0 ? bytes : undefined
  }
}
