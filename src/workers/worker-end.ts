/** What is said of a worker that ended under its tasks. */

/** What the host knows of the end of its worker. */
export interface WorkerEnd {
  /** Said when neither an error nor a call of `process.exit` explains it. */
  readonly unexpected: string
  /** Said in any case. */
  readonly outOfMemory?: string | undefined
}

/** What the worker told before. */
export interface LastWords {
  readonly starting: boolean
  readonly fault: unknown
  /** The code with which it called `process.exit`. */
  readonly exitCalled: number | undefined
}

export function whyLost(name: string, { unexpected, outOfMemory }: WorkerEnd, { starting, fault, exitCalled }: LastWords): string {
  if (outOfMemory !== undefined) return outOfMemory
  if (starting) return `${name} could not start: ${fault instanceof Error ? fault.message : unexpected}`
  if (fault instanceof Error) return `${name} ended under the task because of an error outside of any task: ${fault.message}`
  if (exitCalled !== undefined)
    return `${name} ended: process.exit(${exitCalled}) was called in it, which ends only the worker. Return or throw instead`
  return unexpected
}
