/** Other pools, fetched into `.bench/pools` once. */

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Runner } from './contender.ts'
import type { TaskName } from './tasks.ts'

const wanted = { piscina: '5.3.2', tinypool: '2.2.0', workerpool: '10.0.3', poolifier: '5.3.2' } as const

/** `root` is the project's folder. Returns the versions. */
export function fetchPeers(root: string): Record<string, string> {
  const prefix = join(root, '.bench/pools')
  const manifest = (name: string) => join(prefix, 'node_modules', name, 'package.json')
  const versionOf = (name: string): string => (JSON.parse(readFileSync(manifest(name), 'utf8')) as { version: string }).version
  const lacking = Object.entries(wanted).filter(([name, version]) => !existsSync(manifest(name)) || versionOf(name) !== version)
  if (lacking.length > 0) {
    console.error(`bench: fetching ${lacking.map(([name]) => name).join(', ')} from npm`)
    const packages = Object.entries(wanted).map(([name, version]) => `${name}@${version}`)
    const args = ['install', '--prefix', prefix, '--no-save', '--no-audit', '--no-fund', '--loglevel=error', ...packages]
    spawnSync('npm', args, { stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' })
  }
  return Object.fromEntries(Object.keys(wanted).map(name => [name, versionOf(name)]))
}

interface TinyLike {
  run(input: unknown, options: { readonly name: string }): Promise<unknown>
  destroy(): Promise<unknown>
}
type TinyClass = new (options: object) => TinyLike

async function tiny(name: string, load: () => Promise<TinyClass>, folder: string, options: object): Promise<Runner> {
  const Pool = await load()
  const pool = new Pool({ filename: join(folder, 'tasks.cjs'), minThreads: 2, maxThreads: 2, idleTimeout: 1_000_000, ...options })
  const named = { increment: { name: 'increment' }, burn: { name: 'burn' }, nap: { name: 'nap' } }
  return { name, run: (task, input) => pool.run(input, named[task]), close: () => pool.destroy() }
}

export function piscina(root: string, folder: string, name = 'piscina', options = {}): Promise<Runner> {
  return tiny(name, async () => (inPeers(root)('piscina') as { Piscina: TinyClass }).Piscina, folder, options)
}

export function tinypool(root: string, folder: string): Promise<Runner> {
  const load = async () => ((await import(pathToFileURL(inPeers(root).resolve('tinypool')).href)) as { default: TinyClass }).default
  return tiny('tinypool', load, folder, {})
}

export function workerpool(root: string, folder: string, workerType: 'thread' | 'process'): Runner {
  interface Workerpool {
    pool(
      script: string,
      options: object,
    ): { exec(task: TaskName, args: unknown[]): PromiseLike<unknown>; terminate(): PromiseLike<unknown> }
  }
  const library = inPeers(root)('workerpool') as Workerpool
  const pool = library.pool(join(folder, 'workerpool.cjs'), { minWorkers: 2, maxWorkers: 2, workerType })
  const name = workerType === 'thread' ? 'workerpool' : 'workerpool, processes'
  return { name, run: (task, input) => pool.exec(task, [input]), close: async () => pool.terminate() }
}

export function poolifier(root: string, folder: string): Runner {
  interface FixedPool {
    execute(input: unknown, task: TaskName): Promise<unknown>
    mapExecute(inputs: readonly unknown[], task: TaskName): Promise<unknown>
    destroy(): Promise<unknown>
  }
  const library = inPeers(root)('poolifier') as { FixedThreadPool: new (workers: number, script: string) => FixedPool }
  const pool = new library.FixedThreadPool(2, join(folder, 'poolifier.cjs'))
  return {
    name: 'poolifier',
    run: (task, input) => pool.execute(input, task),
    map: (task, inputs) => pool.mapExecute(inputs, task),
    close: () => pool.destroy(),
  }
}

export function workerFarm(folder: string): Runner {
  type Farm = Record<TaskName, (input: unknown, done: (error: unknown, result: unknown) => void) => void>
  interface WorkerFarm {
    (options: object, script: string, names: readonly TaskName[]): Farm
    end(farm: Farm, done: () => void): void
  }
  const library = createRequire(import.meta.url)('worker-farm') as WorkerFarm
  const options = { maxConcurrentWorkers: 2, autoStart: true, workerOptions: { serialization: 'advanced' } }
  const farm = library(options, join(folder, 'farm.cjs'), ['increment', 'burn', 'nap'])
  return {
    name: 'worker-farm',
    run: (task, input) => new Promise((resolve, reject) => farm[task](input, (error, result) => (error ? reject(error) : resolve(result)))),
    close: () => new Promise<void>(resolve => library.end(farm, resolve)),
  }
}

function inPeers(root: string): NodeJS.Require {
  return createRequire(join(root, '.bench/pools/index.cjs'))
}
