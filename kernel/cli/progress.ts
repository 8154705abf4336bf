import { stripVTControlCharacters } from 'node:util'
import type { CliContext } from './context.ts'

/** What a run says about one notebook while it goes: one live line on a terminal, a line per step elsewhere. */
export interface Progress {
  cell(number: number, total: number): void
  /** Replaces the live line; `text` may have several lines. */
  end(text: string): void
}

const refreshInterval = 200

export function startProgress(name: string, { stderr }: Pick<CliContext, 'stderr'>, now: () => number = () => performance.now()): Progress {
  const startedAt = now()
  let at = 'starting the kernel'
  if (!stderr.isTTY) {
    return {
      cell: (number, total) => stderr.write(`${name}  cell ${number}/${total}  ${seconds(now() - startedAt)}\n`),
      end: text => stderr.write(`${stripVTControlCharacters(text)}\n`),
    }
  }
  const draw = () => {
    const line = `${name}  ${at}  ${seconds(now() - startedAt)}`
    stderr.write(`\r\x1b[2K${line.slice(0, Math.max(10, (stderr.columns ?? 80) - 1))}`)
  }
  draw()
  const timer = setInterval(draw, refreshInterval).unref()
  return {
    cell: (number, total) => {
      at = `cell ${number}/${total}`
      draw()
    },
    end: text => {
      clearInterval(timer)
      stderr.write(`\r\x1b[2K${text}\n`)
    },
  }
}

/** `0.8 s`, `12.3 s`, `2 min 05 s` */
export function seconds(milliseconds: number): string {
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`
  const whole = Math.round(milliseconds / 1000)
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
}
