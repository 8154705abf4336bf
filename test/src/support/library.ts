let calls = 0

export function countCalls(): number {
  return ++calls
}

export default class Greeter {
  #greeting = 'hello'

  greet(name: string): string {
    return `${this.#greeting} ${name}`
  }
}

export const settings = { depth: 3 }

export class LibraryError extends Error {
  readonly detail: number

  constructor(message: string, detail: number) {
    super(message)
    this.detail = detail
  }
}
