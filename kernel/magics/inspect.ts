import type { DisplayData } from '../interpreter.ts'
import { magicHelp } from './help.ts'
import type { Magic } from './magic.ts'
import { argumentWords, magicLineAt } from './magic-line.ts'
import { optionSpellings, typed } from './usage.ts'

/** Help for the magic or the option under the cursor; `undefined` where there is none. */
export function inspectMagic(code: string, offset: number, magics: readonly Magic[]): DisplayData | undefined {
  const place = magicLineAt(code, offset, magics)
  const magic = magics.find(magic => place !== undefined && typed(magic) === place.sign + place.name)
  if (!place || !magic) return undefined
  if (offset <= place.nameEnd) return magicHelp([magic])
  const word = argumentWords(place).find(word => word.start <= offset && offset <= word.end)
  const option = magic.options.find(({ flags }) => word !== undefined && flags.includes(word.text.replace(/=.*$/s, '')))
  if (!option) return undefined
  const text = `${optionSpellings(option)}  ${option.summary}`
  return { data: { 'text/markdown': `\`${optionSpellings(option)}\`: ${option.summary}`, 'text/plain': text } }
}
