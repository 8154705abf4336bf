import leven from 'leven'

/** The candidate that a mistyped name most likely meant. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const wanted = bare(name)
  const scored = candidates
    .map(candidate => ({ candidate, distance: distance(wanted, bare(candidate)) }))
    .filter(({ distance }) => distance <= 2 && distance < wanted.length)
  return scored.sort((a, b) => a.distance - b.distance)[0]?.candidate
}

/** ` Did you mean X?`, or nothing. */
export function suggestion(name: string, candidates: readonly string[]): string {
  const found = nearest(name, candidates)
  return found === undefined ? '' : ` Did you mean ${found}?`
}

/** An abbreviation is as near as one wrong letter, however much it leaves out. */
function distance(wanted: string, candidate: string): number {
  if (wanted.length >= 2 && candidate.startsWith(wanted)) return candidate === wanted ? 0 : 1
  return leven(wanted, candidate)
}

function bare(name: string): string {
  return name.replace(/^[-%]+/, '').toLowerCase()
}
