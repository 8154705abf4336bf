import type { CompleteResult, Completion } from '../interpreter.ts'
import type { Magic, MagicOption } from './magic.ts'
import { argumentWords, type MagicLine, magicLineAt } from './magic-line.ts'
import { optionSpellings, typed } from './usage.ts'

/** Completes names, options and choices. `undefined`: the cursor is in TypeScript, also when that is a magic's argument. */
export function completeMagic(code: string, offset: number, magics: readonly Magic[]): CompleteResult | undefined {
  const place = magicLineAt(code, offset, magics)
  if (!place) return undefined
  if (offset <= place.nameEnd) return completeName(place, offset, magics)
  const magic = magics.find(magic => typed(magic) === place.sign + place.name)
  return magic ? completeArgument(place, offset, magic) : nothing(offset)
}

function completeName(place: MagicLine, offset: number, magics: readonly Magic[]): CompleteResult {
  const prefix = (place.sign + place.name).slice(0, offset - place.start)
  const matches = magics
    .filter(magic => (magic.kind === 'cell' ? place.cellMagicAllowed : place.sign === '%'))
    .map(magic => ({ text: typed(magic), type: 'magic', signature: magic.summary }))
    .filter(({ text }) => text.startsWith(prefix) || (prefix.length > 1 && text.startsWith(`%${prefix}`)))
  return { matches, start: place.start, end: Math.max(offset, place.nameEnd) }
}

function completeArgument(place: MagicLine, offset: number, magic: Magic): CompleteResult | undefined {
  const words = argumentWords(place)
  const current = words.find(word => word.start <= offset && offset <= word.end)
  const before = words.filter(word => word.end < offset && word !== current)
  const start = current?.start ?? offset
  const prefix = current?.text.slice(0, offset - current.start) ?? ''
  const end = current?.end ?? offset
  const byFlag = (text: string | undefined) => magic.options.find(({ flags }) => text !== undefined && flags.includes(text))

  const ended = magic.options.length === 0 || before.some(({ text }) => text === '--')
  const pending = ended ? undefined : byFlag(before.at(-1)?.text)
  if (pending && pending.kind !== 'flag') return completeValue(pending, prefix, start, end)
  if (!ended && before.some(({ text }) => byFlag(text)?.kind === 'expression') && !prefix.startsWith('-')) return undefined

  const { positional } = magic
  if (positional && positional.kind !== 'word' && (ended || !prefix.startsWith('-'))) return undefined
  const unused = magic.options.filter(option => !before.some(({ text }) => option.flags.includes(text)))
  const options: readonly Completion[] = ended
    ? []
    : unused.flatMap(option =>
        option.flags.map(text => ({ text, type: 'option', signature: `${optionSpellings(option)}: ${option.summary}` })),
      )
  const taken = before.length > 0 && magic.options.length === 0
  const choices = taken ? [] : (positional?.choices ?? []).map(text => ({ text, type: 'option' }))
  return { matches: [...options, ...choices].filter(({ text }) => text.startsWith(prefix)), start, end }
}

function completeValue(option: MagicOption, prefix: string, start: number, end: number): CompleteResult | undefined {
  if (option.kind === 'expression') return undefined
  const matches = (option.choices ?? []).filter(text => text.startsWith(prefix)).map(text => ({ text, type: 'option' }))
  return { matches, start, end }
}

function nothing(offset: number): CompleteResult {
  return { matches: [], start: offset, end: offset }
}
