import { spawnThread, withTask } from '../../../src/index.ts'

/** Runs `take` in a thread that then does nothing for ever; resolves when it has run. */
export async function holdForEver(take: () => unknown): Promise<{ readonly kill: () => Promise<void> }> {
  const task = spawnThread(
    withTask(async ({ progress }, take: () => unknown) => {
      await take()
      progress(1)
      await new Promise(() => setInterval(() => {}, 1000))
    }),
    take,
  )
  await new Promise<void>((resolve, reject) => {
    task.onProgress(() => resolve())
    task.catch(reject)
  })
  return {
    async kill() {
      task.cancel()
      await task.catch(() => {})
    },
  }
}
