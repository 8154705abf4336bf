/** Checks of what callers of the event-loop helpers pass. */

/** The longest that a timer takes: 2³¹ − 1 ms, about 24 days. */
const LONGEST = 2_147_483_647

/** Milliseconds for a timer, from 0. @throws TypeError, RangeError */
export function checkMilliseconds(name: string, value: unknown): asserts value is number {
  if (typeof value !== 'number') throw new TypeError(`${name} has to be a number of milliseconds, not ${describe(value)}`)
  if (!(value >= 0 && value <= LONGEST)) throw new RangeError(`${name} has to be milliseconds from 0 to ${LONGEST}, not ${value}`)
}

/** An integer from 1, or Infinity. @throws TypeError, RangeError */
export function checkLimit(name: string, value: unknown): asserts value is number {
  if (typeof value !== 'number') throw new TypeError(`${name} has to be a number, not ${describe(value)}`)
  if (value !== Number.POSITIVE_INFINITY && !(Number.isSafeInteger(value) && value >= 1))
    throw new RangeError(`${name} has to be an integer of at least 1, or Infinity, not ${value}`)
}

/** @throws TypeError */
export function checkSignal(signal: unknown): asserts signal is AbortSignal | undefined {
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw new TypeError(
      `signal has to be an AbortSignal, not ${describe(signal)}${signal instanceof AbortController ? '; pass controller.signal' : ''}`,
    )
}

/** @throws TypeError */
export function checkIterable(caller: string, name: string, value: unknown): asserts value is Iterable<unknown> {
  if (typeof (value as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] !== 'function' || typeof value === 'string')
    throw new TypeError(`${caller}: ${name} has to be an array or another iterable, not ${describe(value)}; write ${caller}([a, b])`)
}

/** What a value is, for an error's text. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`
  if (typeof value === 'string') return `the string ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`
  if (typeof value !== 'object') return `the ${typeof value} ${String(value)}`
  const name = value.constructor?.name
  return name === undefined || name === 'Object' ? 'an object' : `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`
}
