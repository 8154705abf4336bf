import type { HistoryEntry, HistoryRequestContent } from '../protocol/history.ts'

/** The inputs of this session, in memory. */
export interface InputHistory {
  add(line: number, input: string): void
  query(request: HistoryRequestContent): HistoryEntry[]
}

interface Entry {
  readonly line: number
  readonly input: string
}

const SESSION = 1
const KEPT_INPUTS = 10_000

export function createInputHistory(): InputHistory {
  const entries: Entry[] = []
  return {
    add(line, input) {
      entries.push({ line, input })
      if (entries.length > KEPT_INPUTS) entries.shift()
    },
    query(request) {
      const found = select(entries, request)
      return found.map(({ line, input }) => [SESSION, line, request.output ? [input, null] : input])
    },
  }
}

function select(entries: readonly Entry[], request: HistoryRequestContent): readonly Entry[] {
  switch (request.access) {
    case 'tail':
      return latest(entries, request.n)
    case 'range': {
      // 0 is the running session, negative numbers are earlier ones, of which none are kept.
      if (request.session !== 0 && request.session !== SESSION) return []
      return entries.filter(({ line }) => line >= request.start && (request.stop === undefined || line < request.stop))
    }
    case 'search': {
      const matches = globMatcher(request.pattern)
      const found = entries.filter(({ input }) => matches(input))
      return latest(request.unique ? [...new Map(found.map(entry => [entry.input, entry])).values()] : found, request.n)
    }
  }
}

function latest(entries: readonly Entry[], n = entries.length): readonly Entry[] {
  return n <= 0 ? [] : entries.slice(-n)
}

/** `*` and `?` as in IPython's history search; everything else stands for itself. */
function globMatcher(pattern: string): (text: string) => boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.')
  const regex = new RegExp(`^${source}$`, 's')
  return text => regex.test(text)
}
