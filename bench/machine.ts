/** On what something was measured. */

import { availableParallelism, cpus, loadavg, platform, release, totalmem, version } from 'node:os'

export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGigabytes: number
  readonly system: string
  readonly node: string
}

export function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown CPU',
    cores: availableParallelism(),
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} (${version().split(' ')[0]})`,
    node: process.versions.node,
  }
}

/** Names a file of results. */
export function machineSlug({ cpu, cores }: Machine): string {
  return `${cpu} ${cores} cores`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

/** Of the last minute: what else ran on the machine. */
export function load(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100
}
