/** `%workers`, `%cancel` and `%stop`: what is there, and the end of it. */

import { setTimeout } from 'node:timers'
import type { DisplayData } from '../../interpreter.ts'
import type { ReplacedServer } from '../jupyter-api.ts'
import type { Snapshot } from './panel-messages.ts'
import type { ListedService, ListedTask, Registry } from './registry.ts'
import { workersTable } from './workers-table.ts'

/** Long enough for a share of the processor to mean something (ms). */
const BETWEEN_LOOKS = 250

export interface TaskCommands {
  showWorkers(): Promise<void>
  cancelTasks(which: string): Promise<void>
  stopServices(which: string): Promise<void>
  replaceServer(which: ReplacedServer): Promise<void>
}

export function createTaskCommands(options: {
  readonly registry: Registry
  readonly now: () => number
  /** Who works now; processor use and rates are those since the look before. */
  readonly look: () => Snapshot
  /** What displays in the cell of this moment. */
  readonly displayer: () => (display: DisplayData) => void
  /** What prints into the cell of this moment: after a wait another one may be current. */
  readonly printer: () => (text: string) => void
}): TaskCommands {
  const { registry, now, look, displayer, printer } = options
  return {
    async showWorkers() {
      const display = displayer()
      // Two looks tell how busy they are; where nobody works one is enough.
      const isIdle = look().workers.length === 0 && registry.services().length === 0
      if (!isIdle) await new Promise<void>(resolve => void setTimeout(resolve, BETWEEN_LOOKS))
      display({ data: workersTable({ services: registry.services(), tasks: registry.tasks(), snapshot: look(), now: now() }) })
    },
    async cancelTasks(which) {
      const print = printer()
      const tasks = registry.tasks()
      const chosen = which === 'all' ? tasks : tasks.filter(({ id, name }) => String(id) === which || name === which)
      if (chosen.length === 0)
        return print(
          missing(
            'task',
            which,
            tasks.map(({ id, name }) => `${name} (${id})`),
          ),
        )
      for (const { work } of chosen) work.cancel(`%cancel ${which}`)
      await Promise.all(chosen.map(({ work }) => work.settled))
      print(`Cancelled ${chosen.length === 1 ? (chosen[0] as ListedTask).name : `${chosen.length} tasks`}.\n`)
    },
    async stopServices(which) {
      const print = printer()
      const services = registry.services()
      const chosen = which === 'all' ? services : services.filter(({ name }) => name === which)
      if (chosen.length === 0)
        return print(
          missing(
            'pool or server',
            which,
            services.map(({ name }) => name),
          ),
        )
      await Promise.all(chosen.map(({ service }) => service.close()))
      print(`Stopped ${names(chosen)}.\n`)
    },
    async replaceServer({ port, variable }) {
      const print = printer()
      for (const { cell, service, variable: held } of registry.services()) {
        if (service.kind !== 'server') continue
        const { url } = service
        if (portOf(url) !== port && (held === undefined || held !== variable)) continue
        await service.close()
        print(`Replaced the server of ${cell}, which was at ${url}.\n`)
      }
    },
  }
}

/** A URL has no port where it is the one of `http:`. */
function portOf(url: string): number {
  return Number(new URL(url).port || 80)
}

function missing(what: string, which: string, there: readonly string[]): string {
  if (there.length === 0) return `No ${what} is there.\n`
  return `There is no ${what} named ${which}; there ${there.length === 1 ? 'is' : 'are'} ${there.join(', ')}.\n`
}

function names(services: readonly ListedService[]): string {
  return services.map(({ name }) => name).join(', ')
}
