import { Parser } from 'htmlparser2'

export interface HtmlScan {
  /** Texts of inline scripts and event handlers: what a content policy must name for them to run. */
  readonly scripts: readonly string[]
  readonly handlers: readonly string[]
  /** Addresses of scripts and style sheets that a report cannot load. */
  readonly remote: readonly string[]
  /** It styles more than single elements, or embeds another page. */
  readonly needsFrame: boolean
  /** The HTML without its remote scripts and style sheets. */
  readonly local: string
}

/** Finds what an HTML output would run and load. */
export function scanHtml(html: string): HtmlScan {
  const scripts: string[] = []
  const handlers: string[] = []
  const remote: string[] = []
  const cuts: (readonly [number, number])[] = []
  let needsFrame = false
  let script: { text: string; readonly start: number; readonly src: string | undefined } | undefined

  const parser = new Parser({
    onopentag(name, attributes) {
      for (const [key, value] of Object.entries(attributes)) if (key.startsWith('on')) handlers.push(value)
      if (name === 'script') script = { text: '', start: parser.startIndex, src: attributes.src }
      // Jupyter strips nothing from `<style scoped>`, which pandas writes; our own table style does its work.
      if ((name === 'style' && attributes.scoped === undefined) || name === 'iframe' || name === 'canvas') needsFrame = true
      if (name === 'link' && attributes.href !== undefined) {
        remote.push(attributes.href)
        cuts.push([parser.startIndex, parser.endIndex + 1])
      }
    },
    ontext(text) {
      if (script !== undefined) script.text += text
    },
    onclosetag(name) {
      if (name !== 'script' || script === undefined) return
      if (script.src === undefined || script.src.startsWith('data:')) scripts.push(script.text)
      else {
        remote.push(script.src)
        cuts.push([script.start, parser.endIndex + 1])
      }
      script = undefined
    },
  })
  parser.end(html)
  return { scripts, handlers, remote, needsFrame, local: cut(html, cuts) }
}

function cut(html: string, cuts: readonly (readonly [number, number])[]): string {
  let out = ''
  let from = 0
  for (const [start, end] of cuts) {
    out += html.slice(from, start)
    from = end
  }
  return out + html.slice(from)
}
