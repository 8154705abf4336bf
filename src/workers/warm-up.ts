/** What the first job of a worker would otherwise wait for. It leaves nothing that code could notice. */

import { evaluate } from '../capture/evaluate.ts'
import { packError } from '../capture/failure.ts'
import type { FunctionDefinition } from '../capture/shipment.ts'

const EXAMPLE: FunctionDefinition = {
  kind: 'function',
  id: 0,
  name: '',
  source: 'async ({ index }) => index',
  form: 'expression',
  location: undefined,
  scope: 'global',
  locals: ['local'],
  eager: [],
}

export function warmUp(): void {
  void evaluate(EXAMPLE, undefined).make()
  packError(new Error('never shown'), () => undefined)
  structuredClone({ values: [1] })
  // They are made when they are first looked at.
  void process.stdout.writableLength
  void process.stderr.writableLength
}
