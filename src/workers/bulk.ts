/** Large arrays on their way to another process: the bytes go through a file in memory, which takes half of the time that a pipe takes. */

import { BULK } from '../capture/encoder.ts'
import { replace } from '../capture/replace.ts'
import type { EncodedValue } from '../capture/shipment.ts'
import type { ArrayFiles } from './array-files.ts'
import type { FromWorker, ToWorker } from './messages.ts'

/** Stands for an array whose bytes lie in a file. */
interface InFile {
  readonly $tsloom: 'bulk'
  readonly file: string
  /** Name of its class. */
  readonly type: string
}

type Message = ToWorker | FromWorker
type Bytes = ArrayBuffer | NodeJS.ArrayBufferView<ArrayBuffer>
type Views = Readonly<Record<string, new (buffer: ArrayBuffer) => NodeJS.ArrayBufferView<ArrayBuffer>>>

/** A copy of the message with large arrays in files, as far as there is room; the values in it are left as they are. */
export function packBulk<M extends Message>(message: M, files: ArrayFiles): M {
  return mapBulky(message, part => {
    if (!isLarge(part)) return undefined
    const file = files.write(bytesOf(part))
    return file === undefined ? part : ({ $tsloom: 'bulk', file, type: part.constructor.name } satisfies InFile)
  })
}

/** Puts the arrays back into what has arrived. */
export function unpackBulk<M extends Message>(message: M, files: ArrayFiles): M {
  return mapBulky(message, part => {
    if (!isInFile(part)) return undefined
    const { buffer } = files.read(part.file)
    const View = (globalThis as unknown as Views)[part.type]
    return part.type === 'ArrayBuffer' || View === undefined ? buffer : new View(buffer)
  })
}

function isLarge(part: unknown): part is Bytes {
  return (ArrayBuffer.isView(part) || part instanceof ArrayBuffer) && part.byteLength >= BULK
}

function isInFile(part: unknown): part is InFile {
  return (part as Partial<InFile> | null)?.$tsloom === 'bulk'
}

function bytesOf(part: Bytes): Uint8Array {
  return ArrayBuffer.isView(part) ? new Uint8Array(part.buffer, part.byteOffset, part.byteLength) : new Uint8Array(part)
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
