import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complaint, parse, values } from './parsing.ts'

test('options of %%pool are read in any order, and its expression ends where the next option starts', () => {
  assert.deepEqual(values('%%pool process -w 4 --map data.map(x => x - 1) -o out --chunk 10'), {
    kind: 'process',
    workers: 4,
    map: 'data.map(x => x - 1)',
    o: 'out',
    chunk: 10,
  })
})

test('an expression knows its place in the cell', () => {
  const line = '%%pool -w 2 --map w -o o'
  assert.deepEqual(parse(line).call.places, { map: [line.indexOf(' w ') + 1, line.indexOf(' w ') + 2] })
})

for (const [line, message] of [
  ['%%pool -n 3 --map items', /^-n and --map exclude each other/],
  ['%%async -n 3 --map items', /^-n and --map exclude each other/],
  ['%%pool --chunk 3', /^--chunk is for several tasks: say how many with -n/],
  ['%%pool --unordered', /^--unordered is for several tasks/],
  ['%%pool --fail-fast', /^--fail-fast is for several tasks/],
  ['%%pool async -n 3 --chunk 2', /^--chunk is for threads and processes/],
  ['%%async --map [1, 2] --unordered -o x', /^Unknown option --unordered of %%async/],
  ['%%async --limit 3', /^--limit is for several tasks/],
  ['%%async -n 3 --limit 0', /^--limit wants a whole number ≥ 1, got '0'/],
  ['%%pool -w 0', /^-w wants a whole number ≥ 1/],
  ['%%pool treads', /^kind is one of thread, process, async; got 'treads'\. Did you mean thread\?/],
  ['%%thread --group each', /^--group is one of worker, order; got 'each'/],
  ['%%serve --port 70000', /^--port wants a port: 1 to 65535, or 0 for any that is free; got '70000'/],
  ['%%pool -n 2 -o lastRun', /^-o wants another name: lastRun holds what has arrived/],
] as const)
  test(`${line} is refused`, () => assert.match(complaint(line).message, message))

test('a refusal shows the usage', () => {
  assert.match(complaint('%%pool -n 3 --map items').message, /\nUsage: %%pool \[-w N\] \[-n N\] \[--map EXPR\] \[-o NAME\]/)
})

test('port 0 is any free one', () => {
  assert.deepEqual(values('%%serve --port 0 -w 2'), { port: 0, workers: 2 })
})
