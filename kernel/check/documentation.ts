/** What a comment says of a symbol: as plain text, and as Markdown in which examples are code. */

export interface DocTag {
  readonly name: string
  readonly text?: string
}

export function documentationText(documentation: string | undefined, tags: readonly DocTag[]): string {
  const lines = tags.map(({ name, text }) => (text ? `@${name} ${text}` : `@${name}`))
  return [documentation, ...new Set(lines)].filter(Boolean).join('\n')
}

export function documentationMarkdown(documentation: string | undefined, tags: readonly DocTag[]): string {
  // Overloads repeat each other's tags.
  return [documentation, ...new Set(tags.map(tagMarkdown))].filter(Boolean).join('\n\n')
}

function tagMarkdown({ name, text = '' }: DocTag): string {
  if (name === 'example') return text.includes('```') ? text : `\`\`\`typescript\n${text}\n\`\`\``
  if (name !== 'param') return `*${name}* ${text}`.trimEnd()
  const [, parameter = '', meaning = ''] = /^(\S*)\s*(?:- )?([^]*)$/.exec(text) ?? []
  return `\`${parameter}\` ${meaning}`.trimEnd()
}
