/** What `%time` and `%%time` stand for. */

export interface Stopwatch extends Disposable {
  /** Prints what was used since the start. Called by `using` at the end of the block. */
  stop(): void
}

/**
 * Measures until it is stopped or disposed, then prints CPU and wall time. CPU time is that of all threads of the process.
 *
 * @example
 * using watch = stopwatch()
 * await sleep(100)
 */
export function stopwatch(print: (text: string) => void = console.log): Stopwatch {
  const cpu = process.cpuUsage()
  const began = performance.now()
  let stopped = false
  const stop = (): void => {
    if (stopped) return
    stopped = true
    const wall = performance.now() - began
    const { user, system } = process.cpuUsage(cpu)
    print(
      `CPU times: user ${duration(user / 1000)}, sys: ${duration(system / 1000)}, total: ${duration((user + system) / 1000)}\nWall time: ${duration(wall)}`,
    )
  }
  return { stop, [Symbol.dispose]: stop }
}

/**
 * Calls `f`, prints the CPU and wall time that it took, also if it throws, and gives its result.
 *
 * @example
 * const sorted = await timed(() => Float64Array.from({ length: 1e6 }, Math.random).sort())
 */
export async function timed<R>(f: () => R): Promise<Awaited<R>> {
  const watch = stopwatch()
  try {
    return await f()
  } finally {
    watch.stop()
  }
}

/**
 * Milliseconds as people read them: `850 µs`, `12.3 ms`, `1.2 s`, `2 min 5 s`.
 *
 * @example
 * duration(1234) // 1.23 s
 */
export function duration(ms: number): string {
  if (ms < 1) return `${Math.round(ms * 1000)} µs`
  if (ms < 1000) return `${significant(ms)} ms`
  if (ms < 59_950) return `${significant(ms / 1000)} s`
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

function significant(value: number): string {
  return String(Number(value.toPrecision(3)))
}
