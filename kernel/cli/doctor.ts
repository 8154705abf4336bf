import type { CliContext } from './context.ts'
import { checks, type Finding } from './doctor-checks.ts'
import { launchKernel } from './launch-kernel.ts'
import type { LaunchKernel } from './notebook-kernel.ts'

const marks = { ok: 'ok     ', note: 'note   ', problem: 'PROBLEM' } as const

/** Tells what works and what does not; exits with 1 where something that tsloom needs is broken. */
export async function doctor(context: CliContext, launch: LaunchKernel = launchKernel): Promise<void> {
  let problems = 0
  for (const { title, check } of checks(context, launch)) {
    if (context.signal.aborted) break
    const finding = await check().catch(asProblem)
    if (finding.kind === 'problem') problems += 1
    context.stdout.write(`${marks[finding.kind]} ${title}: ${finding.says}\n`)
    if (finding.kind !== 'ok' && finding.todo) context.stdout.write(`        → ${finding.todo}\n`)
  }
  if (context.signal.aborted) {
    context.setExitCode(130)
    return
  }
  context.stdout.write(problems === 0 ? 'All is well.\n' : `${problems} ${problems === 1 ? 'problem' : 'problems'} found.\n`)
  if (problems > 0) context.setExitCode(1)
}

function asProblem(error: unknown): Finding {
  return { kind: 'problem', says: error instanceof Error ? error.message : String(error) }
}
