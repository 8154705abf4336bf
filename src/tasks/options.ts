/** Checks of what callers pass, for those that TypeScript does not protect. */

/** @throws TypeError */
export function checkFunction(f: unknown, caller: string): asserts f is (...args: never[]) => unknown {
  if (typeof f !== 'function')
    throw new TypeError(
      `${caller} needs a function, not ${f === null ? 'null' : typeof f}; pass f itself, not its result: ${caller}(f, ...args)`,
    )
}

/** The longest that a timer takes: 2³¹ − 1 ms. */
const LONGEST = 2_147_483_647

/** @throws RangeError */
export function checkTimeout(timeout: number | undefined): void {
  if (timeout !== undefined && !(typeof timeout === 'number' && timeout > 0 && timeout <= LONGEST))
    throw new RangeError(`timeout has to be milliseconds between 0 and ${LONGEST}, not ${shown(timeout)}`)
}

/** @throws RangeError */
export function checkCount(name: string, value: number | undefined, least: number): void {
  if (value !== undefined && !(Number.isSafeInteger(value) && value >= least))
    throw new RangeError(`${name} has to be an integer of at least ${least}, not ${shown(value)}`)
}

/** A string is not taken for the number in it. */
function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value)
}
