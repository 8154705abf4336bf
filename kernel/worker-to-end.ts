/** What a panel of workers may ask of the kernel itself, since a busy session would not hear it. */

import type { PanelCommand } from './session/tasks/panel-messages.ts'

/** Its process number, where that is what the message asks for. */
export function workerToEnd(data: unknown): number | undefined {
  const command = data as Partial<PanelCommand> | null
  return command?.type === 'end-worker' && Number.isInteger(command.pid) ? command.pid : undefined
}
