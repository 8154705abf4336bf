/** One heading of the report. `html` is safe; `text` is plain. */
export interface Heading {
  readonly level: number
  readonly id: string
  readonly html: string
  readonly text: string
}

/** Collects the headings of a report in order and gives each an id of its own. */
export class Outline {
  readonly headings: Heading[] = []
  readonly #taken = new Set<string>()

  add(level: number, html: string, text: string): string {
    const id = this.#unique(slug(text))
    this.headings.push({ level, id, html, text })
    return id
  }

  #unique(wanted: string): string {
    let id = wanted
    for (let n = 2; this.#taken.has(id); n++) id = `${wanted}-${n}`
    this.#taken.add(id)
    return id
  }
}

/** GitHub's way, so that links written for it work; never empty, never one of the page's own ids (`report-…`). */
function slug(text: string): string {
  const id = text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')
  return id === '' || id.startsWith('report-') ? `section-${id}` : id
}

/** The contents as nested lists, from the second level down where the report has one title, else from the first. */
export function contents(headings: readonly Heading[], depth = 3): string {
  const listed = headings.filter(heading => heading.level <= depth && heading !== titleOf(headings))
  if (listed.length === 0) return ''
  const top = Math.min(...listed.map(heading => heading.level))
  let html = ''
  let open = top - 1
  for (const heading of listed) {
    // A level that was skipped (h2 → h4) nests by one only.
    const level = Math.min(heading.level, open + 1)
    if (level > open) html += '<ol>'
    else html += `</li>${'</ol></li>'.repeat(open - level)}`
    html += `<li><a href="#${encodeURIComponent(heading.id)}">${heading.html}</a>`
    open = level
  }
  return html + '</li></ol>'.repeat(open - top + 1)
}

/** The first heading, where it is the only one of the first level. */
export function titleOf(headings: readonly Heading[]): Heading | undefined {
  const [first, ...rest] = headings
  return first?.level === 1 && rest.every(heading => heading.level > 1) ? first : undefined
}
