/** Why a session process ended, in words that say what to do. */

export function describeExit(code: number | null, signal: NodeJS.Signals | 'stuck' | null, lastWords: string): string {
  const lost = 'Its variables are lost; a fresh session has been started.'
  if (/heap out of memory|Allocation failed/.test(lastWords)) {
    return `The session ran out of memory (its JavaScript heap was full). ${lost} Keep less at once, or start the kernel with NODE_OPTIONS=--max-old-space-size=<MiB>.`
  }
  if (signal === 'stuck') return `The interrupt could not stop what the session was doing, so the session was ended. ${lost}`
  if (signal === 'SIGKILL') return `The session was killed (SIGKILL: by hand, or by the system for want of memory). ${lost}`
  if (signal === 'SIGSEGV' || signal === 'SIGBUS') return `The session crashed in native code (${signal}). ${lost}`
  if (signal) return `The session was ended by ${signal}. ${lost}`
  return `The session ended: process.exit(${code ?? 0}) or the like. ${lost}`
}

export function describeFailedStart(why: string): string {
  const text = why.trim() === '' ? 'it said nothing' : why.trim()
  return `The session could not be started: ${text}\nIt is tried again with the next cell.`
}
