/** A copy of the containers in a value with some parts replaced; shared and circular parts stay so. `undefined`: not replaced. */
export function replace(value: unknown, replacement: (part: unknown) => unknown): unknown {
  const copies = new Map<object, unknown>()
  const copy = (part: unknown): unknown => {
    const known = copies.get(part as object)
    if (known !== undefined) return known
    const keep = <C>(made: C): C => {
      copies.set(part as object, made)
      return made
    }
    const other = replacement(part)
    if (other !== undefined) return typeof part === 'object' ? keep(other) : other
    if (typeof part !== 'object' || part === null) return part
    if (Array.isArray(part)) {
      const made = keep<unknown[]>(new Array(part.length))
      for (const key of Object.keys(part)) made[Number(key)] = copy(part[Number(key)])
      return made
    }
    if (part instanceof Map) {
      const made = keep(new Map<unknown, unknown>())
      for (const [key, item] of part) made.set(copy(key), copy(item))
      return made
    }
    if (part instanceof Set) {
      const made = keep(new Set<unknown>())
      for (const item of part) made.add(copy(item))
      return made
    }
    const prototype = Object.getPrototypeOf(part) as object | null
    if (prototype !== Object.prototype && prototype !== null) return part
    const made = keep<Record<string, unknown>>({})
    for (const [key, item] of Object.entries(part)) made[key] = copy(item)
    return made
  }
  return copy(value)
}
