/** Magics whose body is another language's: the text goes to an interpreter, and what it prints comes back. */

import type { ExpandingMagic } from './magic.ts'
import { NOTEBOOK_IMPORT } from './task-expansion.ts'

interface Interpreter {
  readonly name: string
  readonly language: string
  readonly command: readonly [string, ...string[]]
  readonly example: string
}

function scriptMagic({ name, language, command, example }: Interpreter): ExpandingMagic {
  return {
    type: 'expand',
    name,
    kind: 'cell',
    body: 'text',
    summary: `Runs the cell in ${language} (${command[0]}); skipped with a word where that is not installed.`,
    options: [
      {
        flags: ['-o'],
        kind: 'name',
        value: 'NAME',
        summary: 'variable that receives what it prints, as a string; undefined where it was skipped',
      },
    ],
    example,
    expand(call) {
      const { o } = call.values
      const how = `{ command: ${JSON.stringify(command)}, language: '${language}', capture: ${o !== undefined} }`
      return {
        hoisted: [NOTEBOOK_IMPORT],
        before: [`${o === undefined ? '' : 'const $tsloom_out = '}await $tsloom_notebook.runScript(`],
        after: [`, ${how})${o === undefined ? '' : `\nexport { $tsloom_out as ${String(o)} }`}`],
      }
    },
  }
}

export const python = scriptMagic({
  name: 'python',
  language: 'Python',
  command: ['python3', '-'],
  example: '%%python -o text\nprint(sum(range(10)))',
})

export const bash = scriptMagic({ name: 'bash', language: 'Bash', command: ['bash', '-s'], example: '%%bash\nls | head -3' })
