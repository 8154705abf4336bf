import type { ParentHeader } from '../protocol/message.ts'
import type { StreamContent } from '../protocol/output.ts'

/** Front ends drop what exceeds about 1000 messages a second; at most 100 a second are sent for a flood. */
const INTERVAL_MS = 10
const MAX_CHARS = 1 << 19
/** Beyond this many alternations of stdout and stderr within one interval, order is kept within each of them only. */
const MAX_PARTS = 64

interface Part {
  readonly name: StreamContent['name']
  readonly parent: ParentHeader
  text: string
}

export interface StreamGatherer {
  add(content: StreamContent, parent: ParentHeader): void
  /** Sends what was gathered. */
  flush(): void
}

/** Sends text at once if none was sent just before; otherwise joins it with what follows until the interval has passed. */
export function createStreamGatherer(send: (content: StreamContent, parent: ParentHeader) => void): StreamGatherer {
  let parts: Part[] = []
  let chars = 0
  let lastSent = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined

  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    if (parts.length === 0) return
    const ready = parts
    parts = []
    chars = 0
    lastSent = performance.now()
    for (const { name, text, parent } of ready) send({ name, text }, parent)
  }

  return {
    add({ name, text }, parent) {
      if (text === '') return
      const belongs = (part: Part | undefined) => part?.name === name && part.parent === parent
      const part = belongs(parts.at(-1)) ? parts.at(-1) : parts.length < MAX_PARTS ? undefined : parts.findLast(belongs)
      if (part === undefined) parts.push({ name, text, parent })
      else part.text += text
      chars += text.length
      const wait = lastSent + INTERVAL_MS - performance.now()
      if (wait <= 0 || chars >= MAX_CHARS) flush()
      else timer ??= setTimeout(flush, wait)
    },
    flush,
  }
}
