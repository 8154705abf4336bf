/** The frames of `tsc --api`: a MessagePack array of three, [type, method, payload], the last two as binary. */

const arrayOfThree = 0x93
const requestType = 1
const responseType = 4
const maxHeader = 7

export interface Frame {
  readonly ok: boolean
  readonly payload: Buffer
}

export function encodeRequest(method: string, params: unknown): Buffer {
  const payload = JSON.stringify(params ?? null)
  const methodLength = Buffer.byteLength(method)
  const payloadLength = Buffer.byteLength(payload)
  const frame = Buffer.allocUnsafe(maxHeader + 5 + methodLength + payloadLength)
  frame[0] = arrayOfThree
  frame[1] = requestType
  let end = writeBinary(frame, 2, method, methodLength)
  end = writeBinary(frame, end, payload, payloadLength)
  return frame.subarray(0, end)
}

function writeBinary(frame: Buffer, at: number, text: string, length: number): number {
  let offset = at
  if (length < 0x100) {
    frame[offset++] = 0xc4
    frame[offset++] = length
  } else if (length < 0x1_0000) {
    frame[offset++] = 0xc5
    offset = frame.writeUInt16BE(length, offset)
  } else {
    frame[offset++] = 0xc6
    offset = frame.writeUInt32BE(length, offset)
  }
  return offset + frame.write(text, offset)
}

/** Takes chunks as they arrive and hands on whole frames. Throws on bytes that are no frame: the stream is lost then. */
export function createFrameReader(onFrame: (frame: Frame) => void): (chunk: Buffer) => void {
  let parts: Buffer[] = []
  let size = 0
  let wanted = 0
  return chunk => {
    parts.push(chunk)
    size += chunk.length
    // A long answer comes in many chunks: join them once, when all are there.
    if (size < wanted) return
    let rest = parts.length === 1 ? chunk : Buffer.concat(parts)
    for (;;) {
      const read = readFrame(rest)
      if (typeof read === 'number') {
        wanted = read
        break
      }
      rest = rest.subarray(read.length)
      onFrame(read)
    }
    parts = rest.length === 0 ? [] : [rest]
    size = rest.length
  }
}

/** A whole frame with its length, or how many bytes are needed at least. */
function readFrame(bytes: Buffer): (Frame & { readonly length: number }) | number {
  if (bytes.length < 4) return 4
  if (bytes[0] !== arrayOfThree) throw new Error(`tsc --api sent byte 0x${bytes[0]?.toString(16)} where a frame should start`)
  const method = binaryAt(bytes, 2)
  if (typeof method === 'number') return method
  const payload = binaryAt(bytes, method.end)
  if (typeof payload === 'number') return payload
  return { ok: bytes[1] === responseType, payload: bytes.subarray(payload.start, payload.end), length: payload.end }
}

function binaryAt(bytes: Buffer, at: number): { readonly start: number; readonly end: number } | number {
  const marker = bytes[at]
  if (marker === undefined) return at + 2
  const start = at + (marker === 0xc4 ? 2 : marker === 0xc5 ? 3 : 5)
  if (bytes.length < start) return start
  const length = marker === 0xc4 ? bytes.readUInt8(at + 1) : marker === 0xc5 ? bytes.readUInt16BE(at + 1) : bytes.readUInt32BE(at + 1)
  const end = start + length
  return end <= bytes.length ? { start, end } : end
}
