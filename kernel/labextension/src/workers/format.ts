/** Figures as the panel shows them. */

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

export const count = (value: number): string => value.toLocaleString('en-US')

export const rate = (perSecond: number): string => `${perSecond < 10 ? perSecond.toFixed(1) : count(Math.round(perSecond))}/s`

export function memory(bytes: number | undefined): string {
  if (bytes === undefined) return '–'
  const step = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  const value = bytes / 1000 ** step
  return `${value < 10 && step > 2 ? value.toFixed(1) : Math.round(value)} ${UNITS[step]}`
}

/** Facts side by side, which a narrow panel breaks between them and not within one. */
export const facts = (all: readonly string[]): string => all.map(fact => fact.replaceAll(' ', '\u00a0')).join('\u00a0· ')

/** Of one core. */
export const processor = (cores: number | undefined): string => (cores === undefined ? '–' : `${Math.round(cores * 100)} %`)

export function duration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000
  if (seconds < 60) return `${Math.floor(seconds)} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}
