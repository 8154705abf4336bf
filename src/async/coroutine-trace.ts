/** Who ran when: a column a coroutine, a line a step. */

import { inspect } from 'node:util'

export interface CoroutineStep {
  /** Its index. */
  readonly coroutine: number
  readonly done: boolean
  /** What it yielded, or returned at its end. */
  readonly value: unknown
}

const WIDEST = 24

export class CoroutineTrace {
  readonly names: readonly string[]
  readonly #steps: CoroutineStep[] = []

  constructor(names: readonly string[]) {
    this.names = names
  }

  get steps(): readonly CoroutineStep[] {
    return this.#steps
  }

  add(step: CoroutineStep): void {
    this.#steps.push(step)
  }

  /** A table of text. */
  toString(): string {
    const cells = this.#steps.map(({ done, value }) =>
      shorten(`${done ? 'return' : 'yield'} ${inspect(value, { depth: 1, breakLength: Infinity })}`),
    )
    const widths = this.names.map(name => name.length)
    for (const [at, { coroutine }] of this.#steps.entries()) widths[coroutine] = Math.max(widths[coroutine] ?? 0, cells[at]?.length ?? 0)
    const numbers = Math.max(4, String(this.#steps.length).length)
    const line = (first: string, columns: readonly string[]): string =>
      `${first.padStart(numbers)}  ${columns.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd()
    return [
      line('step', this.names),
      ...this.#steps.map(({ coroutine }, at) => line(String(at + 1), [...Array<string>(coroutine).fill(''), cells[at] ?? ''])),
    ].join('\n')
  }

  [inspect.custom](): string {
    return this.toString()
  }
}

function shorten(text: string): string {
  return text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text
}
