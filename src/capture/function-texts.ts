/** What is known of the texts of functions: each is looked at once, and a script that many stand in is parsed once. */

import { analyse, type FunctionText } from './free-variables.ts'
import { Recent } from './recent.ts'
import { ScriptText } from './script-text.ts'

/** Texts of functions that are kept analysed; a text may be long. */
const TEXTS = 500
/** Scripts that are kept parsed. */
const SCRIPTS = 8

export class FunctionTexts {
  readonly #texts = new Recent<string, FunctionText | null>(TEXTS)
  readonly #scripts = new Recent<string, ScriptText>(SCRIPTS)

  /** @param script the whole text that the function stands in, if that is known; `undefined` result: not understood */
  of(source: string, script: string | undefined): FunctionText | undefined {
    let text = this.#texts.get(source)
    if (text === undefined) {
      text = this.#within(source, script) ?? analyse(source) ?? null
      this.#texts.set(source, text)
    }
    return text ?? undefined
  }

  script(text: string): ScriptText {
    let script = this.#scripts.get(text)
    if (script === undefined) {
      script = new ScriptText(text)
      this.#scripts.set(text, script)
    }
    return script
  }

  #within(source: string, script: string | undefined): FunctionText | undefined {
    if (script !== undefined) return this.script(script).function(source)
    for (const known of this.#scripts.values()) {
      const text = known.function(source)
      if (text !== undefined) return text
    }
    return undefined
  }
}
