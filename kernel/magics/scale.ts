import type { ExpandingMagic } from './magic.ts'
import { bodyFunction, LAST_RUN, optionsText, refuseResultName, TSLOOM_IMPORT } from './task-expansion.ts'
import { MANY_OPTIONS, RESULT_OPTION } from './task-options.ts'

const BACKENDS = ['inline', 'async', 'thread', 'process']
/** Before it is waited for, so that a failure or an interrupt leaves what had been measured. */
const KEEP = `const $tsloom_arrived = $tsloom_run.arrived
export { $tsloom_arrived as ${LAST_RUN} }
const $tsloom_out = await $tsloom_run`
const COUNTS = /^(\d+(,\d+)*|1\.\.(\d+|N))$/

export const scale: ExpandingMagic = {
  type: 'expand',
  name: 'scale',
  kind: 'cell',
  body: 'function',
  summary: 'Times the cell on 1, 2, 4 … cores, repeated and interleaved: table, and figure of wall time against core count.',
  options: [
    { flags: ['--over'], kind: 'word', value: 'LIST', summary: `by what means, of ${BACKENDS.join(', ')}; default: thread` },
    { flags: ['-c', '--cores'], kind: 'word', value: 'LIST', summary: 'core counts, such as 1,2,4 or 1..N; default: 1, 2, 4 … up to all' },
    { flags: ['-w', '--workers'], kind: 'word', value: 'LIST', summary: 'worker counts on all cores, instead of core counts' },
    { flags: ['-r', '--repeat'], kind: 'integer', value: 'K', summary: 'timed runs of each; default: 7, since a 95 % interval takes 6' },
    ...MANY_OPTIONS,
    { flags: ['--project'], kind: 'integer', value: 'N', summary: 'draws the fitted curve up to so many cores, as a projection' },
    { flags: ['--title'], kind: 'word', value: 'TEXT', summary: "the figure's title" },
    RESULT_OPTION,
  ],
  refuse(values) {
    const { over, cores, workers, n, map } = values
    const unknown = String(over ?? 'thread')
      .split(',')
      .find(name => !BACKENDS.includes(name))
    if (unknown !== undefined) return `--over: '${unknown}' is not among ${BACKENDS.join(', ')}; separate several by commas.`
    if (cores !== undefined && workers !== undefined)
      return '-c and -w exclude each other: k workers on k cores, or k workers on all cores.'
    for (const [flag, list] of [
      ['-c', cores],
      ['-w', workers],
    ] as const)
      if (list !== undefined && !COUNTS.test(String(list))) return `${flag}: '${list}' is no list of counts; write 1,2,4 or 1..8 or 1..N.`
    if (n !== undefined && map !== undefined) return '-n and --map exclude each other: the numbers from 0, or the items.'
    if (n === undefined && map === undefined)
      return 'Say what the work is: -n for how many tasks, or --map for which items. All counts do the same work.'
    return refuseResultName(values)
  },
  example: `%%scale -n 64 --over inline,thread -o curve
let sum = 0
for (let i = 0; i < 1e6; i++) sum += Math.sqrt(i * index)
sum`,
  expand(call, body) {
    const { over, cores, workers, repeat, n, project, title, o } = call.values
    const list = (text: unknown): string => `[${String(text).split(',').join(', ')}]`
    const lists = [
      over === undefined
        ? ''
        : `over: [${String(over)
            .split(',')
            .map(name => `'${name}'`)
            .join(', ')}]`,
      cores === undefined ? '' : `cores: ${counts(String(cores), list)}`,
      workers === undefined ? '' : `workers: ${counts(String(workers), list)}`,
    ].filter(text => text !== '')
    const rest = optionsText({ repeat, project, title }).replace(/^{ | }$/g, '')
    const options = ['show: true', ...lists, ...(rest === '' ? [] : [rest])].join(', ')
    const work = bodyFunction(body, ['item'])
    return {
      hoisted: [TSLOOM_IMPORT],
      before: [`const $tsloom_run = $tsloom.scale(${work.open}`],
      after: [
        `${work.close}, `,
        n === undefined ? (call.places.map ?? '[]') : String(n),
        `, { ${options} })\n${KEEP}`,
        o === undefined ? '' : `\nexport { $tsloom_out as ${String(o)} }`,
      ],
    }
  },
}

/** `1..N`: as many as there are. */
function counts(text: string, list: (text: string) => string): string {
  const [, last] = /^1\.\.(\w+)$/.exec(text) ?? []
  if (last === undefined) return list(text)
  return last === 'N' ? '$tsloom.everyCount()' : list(Array.from({ length: Number(last) }, (_, index) => index + 1).join(','))
}
