/** `%workers`, `%cancel` and `%stop`: what is there, and the end of it. */

import type { DisplayData } from '../../interpreter.ts'
import type { ReplacedServer } from '../jupyter-api.ts'
import type { ListedService, ListedTask, Registry } from './registry.ts'
import { workersTable } from './workers-table.ts'

export interface TaskCommands {
  showWorkers(): void
  cancelTasks(which: string): Promise<void>
  stopServices(which: string): Promise<void>
  replaceServer(which: ReplacedServer): Promise<void>
}

export function createTaskCommands(options: {
  readonly registry: Registry
  readonly now: () => number
  readonly display: (display: DisplayData) => void
  /** What prints into the cell of this moment: after a wait another one may be current. */
  readonly printer: () => (text: string) => void
}): TaskCommands {
  const { registry, now, display, printer } = options
  return {
    showWorkers: () => display({ data: workersTable(registry.services(), registry.tasks(), now()) }),
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
