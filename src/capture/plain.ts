/** Objects and arrays of JavaScript itself. */

/** An object literal, or one without prototype. */
export function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null
  return prototype === Object.prototype || prototype === null
}

/** Keys of all properties of a long array would take longer than the array itself: only short ones are asked. */
const SHORT = 1000
const NONE: readonly string[] = []

/** Keys of an array that are no indices: `index` and `groups` of a regular expression's match. */
export function namedKeys(array: readonly unknown[]): readonly string[] {
  if (array.length > SHORT) return NONE
  const keys = Object.keys(array)
  const last = keys.at(-1)
  // Indices come first.
  if (last === undefined || String(Number(last)) === last) return NONE
  return keys.filter(key => String(Number(key)) !== key)
}

/** Whether there is anything in it to look at: the others are copied as they are. */
export function mayHold(value: unknown): boolean {
  return typeof value === 'object' ? value !== null : typeof value === 'function' || typeof value === 'symbol'
}
