import { AnsiUp } from 'ansi_up'

/** Terminal text as HTML: the 16 colours as classes that follow the theme, 256 and true colours inline. */
export function ansiToHtml(text: string): string {
  const converter = new AnsiUp()
  converter.use_classes = true
  return converter.ansi_to_html(overwrite(text))
}

/** What a terminal would show after `\r` and `\b`: progress bars leave their last state only. */
export function overwrite(text: string): string {
  if (!/[\r\b]/.test(text)) return text
  return text.replaceAll('\r\n', '\n').split('\n').map(overwriteLine).join('\n')
}

function overwriteLine(line: string): string {
  const erased = line.includes('\b') ? erase(line) : line
  if (!erased.includes('\r')) return erased
  return erased.split('\r').reduce((shown, next) => {
    if (next === '') return shown
    // Colours make columns uncountable here; a coloured rewrite replaces the whole line.
    return next.length >= shown.length || /\x1b/.test(shown + next) ? next : next + shown.slice(next.length)
  })
}

function erase(line: string): string {
  const out: string[] = []
  for (const char of line) {
    if (char === '\b') out.pop()
    else out.push(char)
  }
  return out.join('')
}
