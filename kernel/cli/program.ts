import { Command, InvalidArgumentError, Option } from 'commander'
import { optionValue } from '../magics/option-value.ts'
import type { CliContext } from './context.ts'
import type { InstallOptions } from './install.ts'
import { packageVersion } from './installation.ts'
import { defaultKernelName } from './kernelspec.ts'
import type { ReportCommandOptions } from './report.ts'
import type { RunCommandOptions } from './run.ts'

/** All commands. Each loads its own code when it runs, so that help and the kernel start at once. */
export function buildProgram(context: CliContext): Command {
  const version = packageVersion()
  const program = new Command('tsloom')
    .description('A Jupyter kernel for TypeScript whose speciality is concurrency.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: text => context.stdout.write(text), writeErr: text => context.stderr.write(text) })
    .showHelpAfterError('(add --help for what is possible)')
  const command = (nameAndArguments: string, description: string) =>
    program.command(nameAndArguments).description(description).version(version)

  const place = (of: Command, does: string) =>
    of
      .addOption(new Option('--user', `${does} your own Jupyter data folder (default)`).conflicts(['prefix', 'sysPrefix']))
      .addOption(new Option('--prefix <dir>', `${does} DIR/share/jupyter`).conflicts(['user', 'sysPrefix']))
      .addOption(new Option('--sys-prefix', `${does} the current Python environment`).conflicts(['user', 'prefix']))
      .option('--name <name>', "the kernel's name for Jupyter", defaultKernelName)

  place(command('install', 'Make the kernel known to Jupyter.'), 'into').action(async (options: InstallOptions) => {
    const { install } = await import('./install.ts')
    await install(options, context)
  })

  place(command('uninstall', 'Remove the kernel from Jupyter.'), 'from').action(async (options: InstallOptions) => {
    const { uninstall } = await import('./install.ts')
    await uninstall(options, context)
  })

  command('kernel', 'Run the kernel itself, as Jupyter does.')
    .requiredOption('--connection-file <file>', 'the connection file that Jupyter wrote')
    .action(async (options: { connectionFile: string }) => {
      const { kernel } = await import('./kernel.ts')
      await kernel(options, context)
    })

  command('run <notebook...>', 'Execute notebooks, each by a kernel of its own in the folder of the notebook.')
    .option('--html <file|dir>', 'write a self-contained HTML report; a folder where it ends in "/" or for several notebooks')
    .option('--inplace', 'write the executed notebook over the one that was read')
    .option('--output <file|dir>', 'write the executed notebook there')
    .option('--timeout <time>', 'interrupt a cell that runs longer, for example 90s or 5m', timeout)
    .option('--allow-errors', 'go on after a cell that fails')
    .action(async (notebooks: string[], options: RunCommandOptions) => {
      const { run } = await import('./run.ts')
      await run(notebooks, options, context)
    })

  command('report <notebook...>', 'Make the HTML report of notebooks as they are, without executing them.')
    .option('--html <file|dir>', 'the report; beside the notebook where not given')
    .action(async (notebooks: string[], options: ReportCommandOptions) => {
      const { report } = await import('./report.ts')
      await report(notebooks, options, context)
    })

  command('doctor', 'Check this installation, and say what to do about what is wrong.').action(async () => {
    const { doctor } = await import('./doctor.ts')
    await doctor(context)
  })

  return program
}

/** `500ms`, `30s`, `2m`, `1h` in milliseconds: the same spelling as in magics. */
function timeout(text: string): number {
  const result = optionValue({ flags: ['--timeout'], kind: 'duration', summary: '' }, '--timeout', text)
  if (result.ok && typeof result.value === 'number') return result.value
  throw new InvalidArgumentError(result.ok ? '' : result.message)
}
