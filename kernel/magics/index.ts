import { asyncTasks } from './async.ts'
import { cancel } from './cancel.ts'
import { expand, expandCell } from './expand.ts'
import { help, helpCell } from './help.ts'
import { lsmagic } from './lsmagic.ts'
import type { Magic } from './magic.ts'
import { pool } from './pool.ts'
import { processes } from './process.ts'
import { scale } from './scale.ts'
import { bash, python } from './script.ts'
import { serve } from './serve.ts'
import { stop } from './stop.ts'
import { thread } from './thread.ts'
import { time, timeCell } from './time.ts'
import { typecheck } from './typecheck.ts'
import { workers } from './workers.ts'

/** Every magic there is, in the order in which %lsmagic shows them. To add one, write its file and name it here. */
export const magics: readonly Magic[] = [
  thread,
  processes,
  pool,
  asyncTasks,
  serve,
  scale,
  workers,
  cancel,
  stop,
  time,
  timeCell,
  python,
  bash,
  typecheck,
  expand,
  expandCell,
  lsmagic,
  help,
  helpCell,
]
