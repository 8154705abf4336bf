/** Functions that the tasks of the contract's tests are made of. */

import assert from 'node:assert/strict'
import { appendFileSync, readFileSync } from 'node:fs'
import { type Pool, type PoolOptions, sleep } from '../../src/index.ts'

export interface PoolUnderTest {
  /** Of the class, as test titles say it. */
  readonly name: string
  readonly create: (options: PoolOptions) => Pool
  /** With little memory for each worker. */
  readonly createSmall: (options: PoolOptions) => Pool
  /** What `getActiveResourcesInfo` may not list more of after `close`. */
  readonly resources: readonly string[]
}

export const square = (x: number) => x * x

export const spin = () => {
  for (;;);
}

export const forever = async () => {
  for (;;) await sleep(1000)
}

/** How many times it was called with that file, by any worker. */
export const called = (file: string): number => {
  appendFileSync(file, '.')
  return readFileSync(file, 'utf8').length
}

export function* naturals(taken: { count: number }): Generator<number> {
  for (let i = 0; ; i++) {
    taken.count++
    yield i
  }
}

export async function failureOf(promise: PromiseLike<unknown>): Promise<unknown> {
  return Promise.resolve(promise).then(
    value => assert.fail(`it gave ${String(value)}`),
    (error: unknown) => error,
  )
}

export async function isWhole(pool: Pool): Promise<void> {
  assert.deepEqual(await pool.map(square, [1, 2, 3]), [1, 4, 9])
}
