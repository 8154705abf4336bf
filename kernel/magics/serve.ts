import type { ExpandingMagic } from './magic.ts'
import { NOTEBOOK_IMPORT, optionsText, TSLOOM_IMPORT } from './task-expansion.ts'
import { RESULT_OPTION } from './task-options.ts'

export const serve: ExpandingMagic = {
  type: 'expand',
  name: 'serve',
  kind: 'cell',
  body: 'function',
  summary: 'Serves HTTP: the cell answers each request with a Response. %stop, close() or a restart ends it.',
  options: [
    { flags: ['-w', '--workers'], kind: 'integer', value: 'N', summary: 'number of processes that share the port; default: this one' },
    { flags: ['--port'], kind: 'port', value: 'P', summary: 'default: any that is free' },
    { ...RESULT_OPTION, summary: 'variable that receives the server: url, stats, close()' },
  ],
  example: `%%serve --port 8000 -o server
new Response(\`Hello, \${new URL(request.url).pathname}\`)`,
  expand(call) {
    const { workers, port, o } = call.values
    const options = optionsText({ workers, port })
    // Run once more, the cell would find its port taken, or leave its first server behind without a name.
    const replaced = optionsText({ port: port === 0 ? undefined : port, variable: o })
    const keep = o === undefined ? [] : [`export { $tsloom_server as ${String(o)} }`]
    return {
      hoisted: [TSLOOM_IMPORT, ...(replaced === '' ? [] : [NOTEBOOK_IMPORT])],
      before: [
        replaced === '' ? '' : `await $tsloom_notebook.replaceServer(${replaced})\n`,
        'const $tsloom_server = await $tsloom.serve(async (request: Request): Promise<Response> => {{',
      ],
      after: [[`}}${options === '' ? '' : `, ${options}`})`, ...keep, '$tsloom_server'].join('\n')],
    }
  },
}
