import { createHash } from 'node:crypto'

/** What the page's content policy has to allow. */
export class ContentPolicy {
  readonly #hashes = new Set<string>()
  #handlers = false
  #eval = false

  /** An inline script with exactly this text may run. */
  allowScript(text: string): void {
    this.#hashes.add(hash(text))
  }

  /** An `on…` attribute with exactly this text may run. */
  allowHandler(text: string): void {
    this.#hashes.add(hash(text))
    this.#handlers = true
  }

  /** Code that compiles code: WebGL traces, and scripts that outputs bring. It reaches no further than other scripts. */
  allowEval(): void {
    this.#eval = true
  }

  /** No directive names a host, so nothing is fetched, sent or framed from anywhere; images and fonts are data. */
  toString(): string {
    const scripts = [...this.#hashes, ...(this.#handlers ? ["'unsafe-hashes'"] : []), ...(this.#eval ? ["'unsafe-eval'"] : [])]
    return [
      "default-src 'none'",
      `script-src ${scripts.length > 0 ? scripts.join(' ') : "'none'"}`,
      "style-src 'unsafe-inline'",
      'img-src data: blob:',
      'font-src data:',
      'media-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ].join('; ')
  }
}

/** Browsers hash the text after they made its line ends `\n`. */
function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text.replace(/\r\n?/g, '\n')).digest('base64')}'`
}
