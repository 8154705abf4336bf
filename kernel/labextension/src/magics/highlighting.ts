/** Colours magic lines over the colours of TypeScript; whatever is not a magic line stays as it is. */

import { type Extension, Prec, RangeSetBuilder } from '@codemirror/state'
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import { magicParts, type Part } from './magic-line.ts'

const LINE = Decoration.line({ class: 'tsloom-magic-line' })
const MARKS: Readonly<Record<Part['kind'], Decoration>> = {
  sign: Decoration.mark({ class: 'tsloom-magic-sign' }),
  name: Decoration.mark({ class: 'tsloom-magic-name' }),
  option: Decoration.mark({ class: 'tsloom-magic-option' }),
}

/** `applies` is asked at each change: the kernel of a cell may come late, and change. */
export function magicHighlighting(applies: () => boolean): Extension {
  const plugin = ViewPlugin.fromClass(
    class {
      decorations: DecorationSet
      #applied: boolean

      constructor(view: EditorView) {
        this.#applied = applies()
        this.decorations = decorate(view, this.#applied)
      }

      update(update: ViewUpdate): void {
        const applied = applies()
        if (!update.docChanged && !update.viewportChanged && applied === this.#applied) return
        this.#applied = applied
        this.decorations = decorate(update.view, applied)
      }
    },
    { decorations: plugin => plugin.decorations },
  )
  // Of marks on the same text those of higher precedence are the inner ones, whose colour is seen.
  return Prec.highest(plugin)
}

function decorate({ state: { doc }, visibleRanges }: EditorView, applied: boolean): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>()
  if (!applied) return builder.finish()
  const top = linesOnTop(doc)
  for (const { from, to } of visibleRanges) {
    for (let line = doc.lineAt(from); ; line = doc.line(line.number + 1)) {
      const parts = magicParts(line.text, line.number <= top)
      if (parts) {
        builder.add(line.from, line.from, LINE)
        for (const { kind, from, to } of parts) builder.add(line.from + from, line.from + to, MARKS[kind])
      }
      if (line.to >= to || line.number === doc.lines) break
    }
  }
  return builder.finish()
}

/** Cell magics may stand above each other. */
function linesOnTop(doc: EditorView['state']['doc']): number {
  for (let number = 1; number <= doc.lines; number++) {
    const { text } = doc.line(number)
    if (text.trim() !== '' && magicParts(text, true) === undefined) return number - 1
  }
  return doc.lines
}
