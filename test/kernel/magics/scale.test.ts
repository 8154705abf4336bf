import assert from 'node:assert/strict'
import { test } from 'node:test'
import { magics } from '../../../kernel/magics/index.ts'
import { parseMagicCall } from '../../../kernel/magics/parse-magic.ts'

const parse = (line: string) => parseMagicCall(line, 0, 'cell', magics, text => text.length)
const refusal = (line: string): string => {
  const parsed = parse(line)
  return parsed.ok ? '' : (parsed.diagnostics[0]?.message ?? '')
}

function expanded(line: string): string {
  const parsed = parse(line)
  assert.ok(parsed.ok && parsed.value.magic.type === 'expand', JSON.stringify(parsed))
  return [
    ...parsed.value.magic.expand(parsed.value.call, { returns: true, mentions: () => true }).before,
    ...parsed.value.magic.expand(parsed.value.call, { returns: true, mentions: () => true }).after,
  ].join('')
}

test('%%scale stands for one call of scale()', () => {
  const text = expanded('%%scale -n 64 --over inline,thread -c 1,2 -r 3 --project 64 -o curve')
  assert.match(text, /^const \$tsloom_run = \$tsloom\.scale\(\$tsloom\.withTask\(/)
  assert.match(text, /, 64, \{ show: true, over: \['inline', 'thread'\], cores: \[1, 2\], repeat: 3, project: 64 \}\)/)
  assert.match(
    text,
    /export \{ \$tsloom_arrived as lastRun \}\nconst \$tsloom_out = await \$tsloom_run\nexport \{ \$tsloom_out as curve \}$/,
  )
  assert.match(expanded('%%scale -n 2 -w 1..3'), /workers: \[1, 2, 3\]/)
  assert.match(expanded('%%scale -n 2 -c 1..N'), /cores: \$tsloom\.everyCount\(\)/)
})

test('%%scale refuses what cannot be measured, and says what to write', () => {
  assert.match(refusal('%%scale'), /-n for how many tasks, or --map/)
  assert.match(refusal('%%scale -n 2 --over fibres'), /'fibres' is not among inline, async/)
  assert.match(refusal('%%scale -n 2 -c 1 -w 2'), /exclude each other/)
  assert.match(refusal('%%scale -n 2 -c one'), /write 1,2,4 or 1\.\.8/)
})
