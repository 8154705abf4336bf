/** Table and figure in the cell, renewed after each round: what was measured stays there whatever comes next. */

import { type DisplayHandle, display } from '../display/display.ts'
import type { ScaleResult } from './scale-result.ts'

export function createScaleDisplay(): { update(result: ScaleResult): Promise<void> } {
  let handles: { readonly table: DisplayHandle; readonly figure: DisplayHandle } | undefined
  return {
    async update(result) {
      if (handles) {
        await handles.figure.update(result.figure())
        await handles.table.update(result.table())
      } else handles = { figure: await display(result.figure()), table: await display(result.table()) }
    },
  }
}
