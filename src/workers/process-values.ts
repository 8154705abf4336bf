/**
 * Values on their way to another process. The bytes of large arrays go through a file in memory, which takes half of the time
 * that a pipe takes; of a channel an end arrives.
 */

import { BULK } from '../capture/encoder.ts'
import { replace } from '../capture/replace.ts'
import type { EncodedValue, Placeholder } from '../capture/shipment.ts'
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

/** What a message to a process is made ready with. */
export interface Packing {
  readonly files: ArrayFiles
  /** What the end of a channel there is made of. */
  readonly channelEnd?: (state: object) => unknown
}

/** A copy of the message, with large arrays in files as far as there is room; the values in it are left as they are. */
export function packValues<M extends Message>(message: M, { files, channelEnd }: Packing): M {
  return mapSpecial(message, part => {
    if (isChannel(part) && channelEnd !== undefined)
      return { ...part, shared: { ...part.shared, state: channelEnd(part.shared.state as object), memory: false } } satisfies Placeholder
    if (!isLarge(part)) return undefined
    const file = files.write(bytesOf(part))
    return file === undefined ? part : ({ $tsloom: 'bulk', file, type: part.constructor.name } satisfies InFile)
  })
}

/** Puts the arrays back into what has arrived. */
export function unpackValues<M extends Message>(message: M, files: ArrayFiles): M {
  return mapSpecial(message, part => {
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

function isChannel(part: unknown): part is Placeholder & { $tsloom: 'shared' } {
  const placeholder = part as Partial<Placeholder> | null
  return placeholder?.$tsloom === 'shared' && placeholder.shared?.bridged === true
}

function bytesOf(part: Bytes): Uint8Array {
  return ArrayBuffer.isView(part) ? new Uint8Array(part.buffer, part.byteOffset, part.byteLength) : new Uint8Array(part)
}

function mapSpecial<M extends Message>(message: M, replacement: (part: unknown) => unknown): M
function mapSpecial(message: Message, replacement: (part: unknown) => unknown): Message {
  // Nothing moves to a process: it is copied.
  const map = ({ moved: _, ...encoded }: EncodedValue): EncodedValue =>
    encoded.bulky || encoded.bridged !== undefined ? { ...encoded, value: replace(encoded.value, replacement) } : encoded
  switch (message.type) {
    case 'run': {
      const { news, args } = message
      if (!isSpecial(args) && news?.bindings.some(({ value }) => isSpecial(value)) !== true) return message
      const bindings = news?.bindings.map(binding => ({ ...binding, value: map(binding.value) })) ?? []
      return { ...message, args: map(args), news: news && { ...news, bindings } }
    }
    case 'results':
      return isSpecial(message.values) ? { ...message, values: map(message.values) } : message
    case 'yield':
      return isSpecial(message.value) ? { ...message, value: map(message.value) } : message
    default:
      return message
  }
}

function isSpecial({ bulky, bridged, moved }: EncodedValue): boolean {
  return bulky === true || bridged !== undefined || moved !== undefined
}
