import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ansiToHtml, overwrite } from '../../../kernel/report/ansi.ts'

test('the sixteen colours are classes, so that they follow the theme; others are inline', () => {
  assert.equal(
    ansiToHtml('\x1b[31mred\x1b[0m \x1b[92;44mx\x1b[0m'),
    '<span class="ansi-red-fg">red</span> <span class="ansi-bright-green-fg ansi-blue-bg">x</span>',
  )
  assert.equal(ansiToHtml('\x1b[38;5;208mo\x1b[0m'), '<span style="color:rgb(255,135,0)">o</span>')
  assert.equal(ansiToHtml('\x1b[48;2;1;2;3mo\x1b[0m'), '<span style="background-color:rgb(1,2,3)">o</span>')
  assert.equal(ansiToHtml('\x1b[1mb\x1b[0m'), '<span style="font-weight:bold">b</span>')
})

test('text is escaped and other escape sequences vanish', () => {
  assert.equal(ansiToHtml('<b> & "q"\x1b[2K\x1b[1A'), '&lt;b&gt; &amp; &quot;q&quot;')
})

test('a hyperlink may lead to the web only', () => {
  assert.match(ansiToHtml('\x1b]8;;https://example.org\x07x\x1b]8;;\x07'), /<a href="https:\/\/example\.org">x<\/a>/)
  assert.doesNotMatch(ansiToHtml('\x1b]8;;javascript:alert(1)\x07x\x1b]8;;\x07'), /<a/)
})

test('a line that was rewritten shows its last state', () => {
  assert.equal(overwrite('10%\r100%\nnext'), '100%\nnext')
  assert.equal(overwrite('abcdef\rxy'), 'xycdef')
  assert.equal(overwrite('done\r'), 'done')
  assert.equal(overwrite('a\r\nb'), 'a\nb')
  assert.equal(overwrite('abc\b\bX'), 'aX')
})
