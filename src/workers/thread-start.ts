/**
 * What Node runs in a new thread, as CommonJS: it only compiles `thread-entry.cjs`, mostly from what V8 made of it in an earlier
 * thread. Modules that user code can import as well are in that file too; they are told to Node as if it had loaded them.
 */

import { readFileSync } from 'node:fs'
import { Module } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'
import { workerData } from 'node:worker_threads'
import type { startThread } from './thread-entry.ts'
import type { ThreadData } from './thread-host.ts'

/** What the build wraps around the text of `thread-entry.cjs`. */
type Factory = (require: NodeJS.Require, module: { exports: unknown }, filename: string) => void

interface Exports {
  readonly startThread: typeof startThread
  readonly shared: object
}

const { compiled } = (workerData as ThreadData).tsloom
const filename = join(__dirname, 'thread-entry.cjs')
// The text is plain ASCII, which Node reads fastest as Latin-1.
const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData: compiled.bytes })
const module = { exports: {} }
;(script.runInThisContext() as Factory)(require, module, filename)
const { shared, startThread: start } = module.exports as Exports
const place = join(__dirname, '../shared-with-threads.cjs')
require.cache[place] = Object.assign(new Module(place), { exports: shared, loaded: true })
start({
  compiled: () => script.createCachedData(),
  load: url => (url.endsWith('.cjs') ? require(fileURLToPath(url)) : import(url)),
  loadKinds: () => import('../sync/kinds.ts'),
})
