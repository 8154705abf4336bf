/**
 * Large arrays on their way to another process: the bytes go through a file in memory, which takes a third of the time that
 * a pipe takes. Who receives one removes its file at once; what is left when a worker dies goes with its folder.
 */

import { randomUUID } from 'node:crypto'
import { closeSync, fstatSync, mkdirSync, openSync, readSync, rmSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { replace } from '../capture/replace.ts'
import type { EncodedValue } from '../capture/shipment.ts'
import { BULK } from '../capture/values.ts'
import type { FromWorker, ToWorker } from './messages.ts'
import { processNamespace, sweepFolders } from './stale-folders.ts'

/** Stands for an array whose bytes lie in a file. */
interface InFile {
  readonly $tsloom: 'bulk'
  readonly file: string
  /** Name of its class. */
  readonly type: string
}

type Message = ToWorker | FromWorker
type Bytes = ArrayBuffer | NodeJS.ArrayBufferView<ArrayBuffer>
type Views = Readonly<Record<string, new (buffer: ArrayBuffer) => NodeJS.ArrayBufferView>>

const PREFIX = 'tsloom-arrays-'

/** One per worker process, made by its host; both sides write and read with it. */
export class BulkFiles {
  /** Made when first needed, in the first place that has room; only this user may look into it. */
  readonly name: string
  #written = 0

  constructor(name: string = `${PREFIX}${processNamespace()}-${process.pid}-${randomUUID()}`) {
    this.name = name
  }

  /** A copy of the message with large arrays in files; the values in it are left as they are. */
  pack<M extends Message>(message: M): M {
    return mapBulky(message, part => (isLarge(part) ? (this.#write(part) ?? part) : undefined))
  }

  /** Puts the arrays back into what has arrived, and removes their files. */
  unpack<M extends Message>(message: M): M {
    return mapBulky(message, part => (isInFile(part) ? read(part) : undefined))
  }

  /** With all that was not received. Idempotent. */
  remove(): void {
    for (const place of places()) rmSync(join(place, this.name), { recursive: true, force: true })
  }

  /** Undefined: nowhere is room, so it goes through the pipe. */
  #write(part: Bytes): InFile | undefined {
    for (const place of places()) {
      const folder = join(place, this.name)
      const file = join(folder, `${process.pid}-${++this.#written}`)
      try {
        if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) sweepFolders(place, PREFIX)
        writeFile(file, bytesOf(part))
        return { $tsloom: 'bulk', file, type: part.constructor.name }
      } catch {
        rmSync(file, { force: true })
      }
    }
    return undefined
  }
}

function places(): readonly string[] {
  return process.platform === 'linux' ? ['/dev/shm', tmpdir()] : [tmpdir()]
}

function writeFile(file: string, bytes: Uint8Array): void {
  const fd = openSync(file, 'wx', 0o600)
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written)
  } finally {
    closeSync(fd)
  }
}

function read({ file, type }: InFile): Bytes {
  const fd = openSync(file, 'r')
  try {
    unlinkSync(file)
    const bytes = Buffer.allocUnsafeSlow(fstatSync(fd).size)
    for (let done = 0, more = -1; done < bytes.length && more !== 0; done += more)
      more = readSync(fd, bytes, done, bytes.length - done, null)
    const View = (globalThis as unknown as Views)[type]
    return type === 'ArrayBuffer' || View === undefined ? bytes.buffer : (new View(bytes.buffer) as NodeJS.ArrayBufferView<ArrayBuffer>)
  } finally {
    closeSync(fd)
  }
}

function bytesOf(part: Bytes): Uint8Array {
  return ArrayBuffer.isView(part) ? new Uint8Array(part.buffer, part.byteOffset, part.byteLength) : new Uint8Array(part)
}

function isLarge(part: unknown): part is Bytes {
  return (ArrayBuffer.isView(part) || part instanceof ArrayBuffer) && part.byteLength >= BULK
}

function isInFile(part: unknown): part is InFile {
  return (part as Partial<InFile> | null)?.$tsloom === 'bulk'
}

function mapBulky<M extends Message>(message: M, replacement: (part: unknown) => unknown): M
function mapBulky(message: Message, replacement: (part: unknown) => unknown): Message {
  const map = (encoded: EncodedValue): EncodedValue =>
    encoded.bulky === true ? { ...encoded, value: replace(encoded.value, replacement) } : encoded
  switch (message.type) {
    case 'run': {
      const { bindings, calls } = message
      if (!bindings.some(({ value }) => value.bulky) && !calls.some(({ bulky }) => bulky)) return message
      return { ...message, bindings: bindings.map(binding => ({ ...binding, value: map(binding.value) })), calls: calls.map(map) }
    }
    case 'done': {
      const { outcomes } = message
      if (!outcomes.some(outcome => outcome.ok && outcome.value.bulky)) return message
      return { ...message, outcomes: outcomes.map(outcome => (outcome.ok ? { ok: true, value: map(outcome.value) } : outcome)) }
    }
    default:
      return message
  }
}
