import { isPlain, mayHold, namedKeys } from './plain.ts'

/**
 * A copy of the containers in a value with some parts replaced; shared and circular parts stay so. `undefined`: not replaced.
 *
 * @param copies gets what was copied, original → copy
 * @param copied a copy that there is already
 */
export function replace(
  value: unknown,
  replacement: (part: unknown) => unknown,
  copies = new Map<object, unknown>(),
  copied: (part: object) => unknown = () => undefined,
): unknown {
  const copy = (part: unknown): unknown => {
    if (!mayHold(part)) return part
    const known = copies.get(part as object) ?? copied(part as object)
    if (known !== undefined) return known
    const keep = <C>(made: C): C => {
      copies.set(part as object, made)
      return made
    }
    const other = replacement(part)
    if (other !== undefined) return typeof part === 'object' ? keep(other) : other
    if (typeof part !== 'object' || part === null) return part
    if (Array.isArray(part)) {
      const made = keep(part.slice()) as unknown[]
      for (let index = 0; index < made.length; index++) if (mayHold(made[index])) made[index] = copy(made[index])
      for (const key of namedKeys(part)) put(made, key, copy((part as unknown as Record<string, unknown>)[key]))
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
    if (!isPlain(part)) return part
    const made = keep({})
    for (const [key, item] of Object.entries(part)) put(made, key, copy(item))
    return made
  }
  return copy(value)
}

/** Also where the key is `__proto__`. */
function put(object: object, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true })
  else (object as Record<string, unknown>)[key] = value
}
