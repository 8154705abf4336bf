/** What holds for maps, and for tasks that are run again. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { configureEnvironment } from '../../src/environment.ts'
import { CancelledError, TasksFailedError, TaskTimeoutError, WorkerLostError, withTask } from '../../src/index.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { called, failureOf, forever, naturals, type PoolUnderTest, spin, square } from './contract-support.ts'

export function mapContract({ name, create }: PoolUnderTest): void {
  test(`${name}: an argument that cannot be cloned fails its task, an item its place`, async () => {
    await using pool = create({ workers: 1 })
    const isSmall = (x: unknown) => typeof x === 'number'
    assert.match(String(await failureOf(pool.submit(isSmall, new WeakMap()))), /arguments\[0\] is a WeakMap/)
    const failed = await failureOf(pool.map(isSmall, [1, new WeakMap(), 3], { chunk: 3 }))
    assert.ok(failed instanceof TasksFailedError)
    assert.deepEqual([...failed.indices], [1])
    assert.match(String(failed.errors[0]), /items\[1\] is a WeakMap/)
    assert.deepEqual([failed.results[0], failed.results[2]], [true, true])
  })

  test(`${name}: if a worker dies within a chunk, only the item that it ran fails`, async () => {
    await using pool = create({ workers: 1 })
    const failed = await failureOf(
      pool.map(
        (x: number) => {
          if (x === 3) process.exit(1)
          return x * x
        },
        [0, 1, 2, 3, 4, 5, 6, 7],
        { chunk: 8 },
      ),
    )
    assert.ok(failed instanceof TasksFailedError)
    assert.deepEqual([...failed.indices], [3])
    assert.ok(failed.errors[0] instanceof WorkerLostError)
    assert.deepEqual([...failed.results.slice(0, 3), ...failed.results.slice(4)], [0, 1, 4, 16, 25, 36, 49])
  })

  test(`${name}: a time limit holds for each item of a chunk, from its own start`, async () => {
    await using pool = create({ workers: 1 })
    const failed = await failureOf(
      pool.map(
        (x: number) => {
          if (x === 2) spin()
          const until = performance.now() + 40
          while (performance.now() < until);
          return x
        },
        [0, 1, 2, 3],
        { chunk: 4, timeout: 2000 },
      ),
    )
    assert.ok(failed instanceof TasksFailedError)
    assert.deepEqual([...failed.indices], [2])
    assert.ok(failed.errors[0] instanceof TaskTimeoutError)
    assert.match((failed.errors[0] as Error).message, /item 2 of map/)
    assert.deepEqual([failed.results[0], failed.results[1], failed.results[3]], [0, 1, 3])
  })

  test(`${name}: retries run again what fails, as often and for what they say`, async context => {
    const folder = temporaryFolder(context)
    await using pool = create({ workers: 1 })
    const needs = (times: number, file: string) => {
      if (called(file) < times) throw new RangeError('not yet')
      return readFileSync(file, 'utf8').length
    }
    const quick = { attempts: 2, delay: 1, factor: 1 }
    assert.equal(await pool.with({ retries: quick }).submit(needs, 3, join(folder, 'a')), 3)
    assert.match(String(await failureOf(pool.with({ retries: quick }).submit(needs, 4, join(folder, 'b')))), /not yet/)
    const on = (error: unknown) => error instanceof TypeError
    assert.match(String(await failureOf(pool.with({ retries: { ...quick, on } }).submit(needs, 2, join(folder, 'c')))), /not yet/)
    assert.equal(readFileSync(join(folder, 'c'), 'utf8').length, 1)
    const files = ['d', 'e', 'f'].map(file => join(folder, file))
    const dying = (file: string) => {
      if (called(file) < 2) process.exit(1)
      return file
    }
    assert.deepEqual(await pool.map(dying, files, { retries: quick, chunk: 3 }), files)
    assert.throws(() => pool.with({ retries: -1 }), RangeError)
    assert.throws(
      () => pool.with({ timeout: '5' as unknown as number }),
      /timeout has to be milliseconds between 0 and 2147483647, not '5'/,
    )
  })

  test(`${name}: failFast rejects with the first failure and never starts the rest`, async () => {
    await using pool = create({ workers: 1 })
    const taken = { count: 0 }
    const fails = () => {
      throw new RangeError('first')
    }
    const map = pool.map(fails, naturals(taken), { failFast: true })
    assert.match(String(await failureOf(map)), /RangeError: first/)
    assert.ok(taken.count < 100)
  })

  test(`${name}: a map that is cancelled tells of none of its items that it is done`, async () => {
    const counts = { ended: 0, cancelled: 0 }
    configureEnvironment({
      taskEvent: event => {
        if (event.type !== 'items-ended') return
        counts.ended += event.count
        counts.cancelled += event.failures.filter(({ error }) => error instanceof CancelledError).length
      },
    })
    await using pool = create({ workers: 1 })
    const map = pool.map(
      withTask(async ({ progress }) => {
        progress(0)
        await forever()
      }),
      [1, 2, 3, 4],
    )
    await new Promise<void>(resolve => map.onProgress(() => resolve()))
    map.cancel()
    assert.ok((await failureOf(map)) instanceof CancelledError)
    assert.ok(counts.ended > 0)
    assert.equal(counts.cancelled, counts.ended)
    configureEnvironment({})
  })

  test(`${name}: an endless input is taken no faster than its results are`, async () => {
    await using pool = create({ workers: 2 })
    const taken = { count: 0 }
    let seen = 0
    for await (const value of pool.map(square, naturals(taken))) {
      assert.equal(value, seen ** 2)
      assert.ok(taken.count - seen <= 64, `${taken.count} taken, ${seen} seen`)
      if (++seen === 500) break
    }
  })

  test(`${name}: items of an async iterable do not wait for each other`, async () => {
    await using pool = create({ workers: 2 })
    let second = (): void => {}
    async function* slowly() {
      yield 1
      await new Promise<void>(resolve => {
        second = resolve
      })
      yield 2
    }
    const seen: number[] = []
    for await (const value of pool.map(square, slowly())) {
      seen.push(value)
      second()
    }
    assert.deepEqual(seen, [1, 4])
  })

  test(`${name}: what came before an input broke has its results, and then the map fails with that`, async () => {
    await using pool = create({ workers: 1 })
    const broken = function* () {
      yield 2
      yield 3
      throw new RangeError('input broke')
    }
    async function* later() {
      yield* broken()
    }
    for (const input of [broken(), later()]) {
      const seen: number[] = []
      const failed = await failureOf(
        (async () => {
          for await (const value of pool.map(square, input)) seen.push(value)
        })(),
      )
      assert.match(String(failed), /RangeError: input broke/)
      assert.deepEqual(seen, [4, 9])
    }
  })

  test(`${name}: a map that waits for an input that never comes can be cancelled`, async () => {
    await using pool = create({ workers: 1 })
    let closed = false
    const input: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: async () => {
          closed = true
          return { done: true, value: undefined }
        },
      }),
    }
    const map = pool.map(square, input)
    map.cancel('enough')
    assert.ok((await failureOf(map)) instanceof CancelledError)
    assert.ok(closed)
  })
}
