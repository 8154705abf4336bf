import type { DisplayData } from '../interpreter.ts'
import type { Magic, RunningMagic } from './magic.ts'
import { MagicError } from './magic-error.ts'
import { suggestion } from './nearest.ts'
import { argumentLines, argumentRows, usageText } from './usage.ts'

export const help: RunningMagic = {
  type: 'run',
  name: 'help',
  kind: 'line',
  summary: 'Shows what a magic does and its options; %name? is short for it.',
  options: [],
  positional: { name: 'magic', kind: 'word', summary: 'the name of a magic', required: true },
  example: '%help thread',
  run(call, host) {
    const name = String(call.values.magic).replace(/^%+|\?+$/g, '')
    const found = host.magics.filter(magic => magic.name === name)
    if (found.length === 0) {
      const near = suggestion(name, [...new Set(host.magics.map(magic => magic.name))])
      throw new MagicError(`There is no magic named ${name}.${near} %lsmagic lists them all.`)
    }
    host.display(magicHelp(found))
  },
}

/** `%%name?` above a body: the help is shown and the body does not run. */
export const helpCell: RunningMagic = { ...help, kind: 'cell', example: '%%help thread' }

/** Help for magics that share a name. */
export function magicHelp(magics: readonly Magic[]): DisplayData {
  return {
    data: {
      'text/markdown': magics.map(markdown).join('\n\n---\n\n'),
      'text/plain': magics.map(plain).join('\n\n'),
    },
  }
}

function plain(magic: Magic): string {
  const lines = argumentLines(magic)
  return [
    usageText(magic),
    '',
    magic.summary,
    ...(lines.length > 0 ? ['', ...lines] : []),
    '',
    'Example:',
    ...magic.example.split('\n').map(line => `  ${line}`),
  ].join('\n')
}

function markdown(magic: Magic): string {
  const table = argumentRows(magic).map(([left, right]) => `| \`${cell(left)}\` | ${cell(right)} |`)
  return [
    `\`\`\`text\n${usageText(magic)}\n\`\`\``,
    magic.summary,
    ...(table.length > 0 ? [['| Argument | Meaning |', '| :-- | :-- |', ...table].join('\n')] : []),
    `\`\`\`typescript\n${magic.example}\n\`\`\``,
  ].join('\n\n')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
