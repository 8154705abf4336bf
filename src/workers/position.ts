/** What a worker is at, in memory that it shares with its host: known also while it spins, and after it died. */

const JOB = 0
const OFFSET = 1
const RECALLED = 2

export class Position {
  readonly memory: SharedArrayBuffer
  readonly #ints: Int32Array
  readonly #since: Float64Array

  constructor(memory = new SharedArrayBuffer(24)) {
    this.memory = memory
    this.#since = new Float64Array(memory, 0, 1)
    this.#ints = new Int32Array(memory, 8, 3)
  }

  /** The far side begins a job. */
  enter(job: number): void {
    // In this order, so that no offset of the job before is taken for one of this job.
    Atomics.store(this.#ints, OFFSET, -1)
    Atomics.store(this.#ints, JOB, job)
  }

  /**
   * The far side begins a call, unless the job was recalled: then it returns false. Of the two sides, each writes its
   * word before it reads the other's, so that they never both go on.
   */
  begin(job: number, offset: number, timed: boolean): boolean {
    if (timed) this.#since[0] = performance.timeOrigin + performance.now()
    Atomics.store(this.#ints, OFFSET, offset)
    return Atomics.load(this.#ints, RECALLED) < job
  }

  /** The near side wants back what has not been started of all jobs up to this one. */
  recall(upTo: number): void {
    Atomics.store(this.#ints, RECALLED, upTo)
  }

  /** The call of `job` that the far side is at; -1: it is not at that job, or at none of its calls yet. */
  of(job: number): { readonly offset: number; readonly since: number } {
    const at = Atomics.load(this.#ints, JOB)
    const offset = Atomics.load(this.#ints, OFFSET)
    const since = this.#since[0] as number
    return at === job && Atomics.load(this.#ints, JOB) === job ? { offset, since } : { offset: -1, since }
  }

  /** The far side has gone on to a later job: this one has ended. */
  isPast(job: number): boolean {
    return Atomics.load(this.#ints, JOB) > job
  }
}
