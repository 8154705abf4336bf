/**
 * Ends worker processes when the process that started them is gone, even while they spin. One tiny shell for all of them
 * waits for the end of a pipe that only this process writes to. (A thread in each worker would take 3 to 7 MB.)
 */

import { type ChildProcess, spawn } from 'node:child_process'

/** Lines: `+ pid`, `- pid`, `quit`. What ends the pipe without `quit` is the death of who writes. */
const SCRIPT = `trap '' HUP INT QUIT TERM
pids=' '
while read -r what pid; do
  case $what in
    +) pids="$pids$pid " ;;
    -) pids="\${pids%% $pid *} \${pids#* $pid }" ;;
    quit) exit 0 ;;
  esac
done
kill -9 $pids`

class OrphanGuard {
  readonly #pids = new Set<number>()
  #shell: ChildProcess | undefined

  /** From before its first task until it is gone. */
  add(pid: number): void {
    // Windows ends the processes of a process that ends.
    if (process.platform === 'win32') return
    this.#pids.add(pid)
    if (this.#shell === undefined) this.#start()
    else this.#shell.stdin?.write(`+ ${pid}\n`)
  }

  delete(pid: number): void {
    if (!this.#pids.delete(pid)) return
    if (this.#pids.size > 0) this.#shell?.stdin?.write(`- ${pid}\n`)
    else {
      this.#shell?.stdin?.end('quit\n')
      this.#shell = undefined
    }
  }

  #start(): void {
    const shell = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], cwd: '/', env: {} })
    this.#shell = shell
    const gone = (): void => {
      if (this.#shell === shell) this.#shell = undefined
    }
    // Without a shell, a worker still ends when it sees that its channel is closed: as soon as it does not spin.
    shell.on('error', gone).on('exit', gone).unref()
    const { stdin } = shell
    stdin.on('error', () => {})
    ;(stdin as unknown as { unref(): void }).unref()
    stdin.write([...this.#pids].map(pid => `+ ${pid}\n`).join(''))
  }
}

const own = new OrphanGuard()

/** The one guard of this thread. */
export function orphanGuard(): OrphanGuard {
  return own
}
