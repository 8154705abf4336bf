/** Front ends say with this variable that a kernel is to end with them; one that is killed cannot send a shutdown. */
const PARENT = 'JPY_PARENT_PID'
/** As often as ipykernel looks (ms). */
const PERIOD = 1000

/** Calls `gone` when the process that started the kernel has ended without a word. */
export function watchParent(env: NodeJS.ProcessEnv, gone: () => void): void {
  if (!env[PARENT]) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    gone()
  }, PERIOD)
  timer.unref()
}
