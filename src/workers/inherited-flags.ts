/** Flags of this process that make sense in a worker process as well. */

/** What runs, debugs, tests or watches a program, and takes its value from the next word. */
const WITH_VALUE = new Set(['-e', '--eval', '-p', '--print', '-pe'])
const OTHERS = /^--(?:input-type|inspect|debug|test|watch|experimental-test|check$|interactive$)|^-[ci]$/

export function inheritedFlags(execArgv: readonly string[]): string[] {
  return execArgv.filter((flag, index) => {
    const before = execArgv[index - 1] ?? ''
    // A word that is no flag is the value of the one before it.
    const valueOfOther = !flag.startsWith('-') && OTHERS.test(before)
    return !WITH_VALUE.has(flag) && !WITH_VALUE.has(before) && !OTHERS.test(flag) && !valueOfOther
  })
}
