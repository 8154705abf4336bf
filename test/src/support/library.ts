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
