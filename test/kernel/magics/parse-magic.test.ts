import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Magic } from '../../../kernel/magics/magic.ts'
import { complaint, parse, values } from './parsing.ts'

const pool: Magic = {
  type: 'run',
  name: 'pool',
  kind: 'cell',
  summary: '',
  example: '',
  options: [
    { flags: ['-w', '--workers'], kind: 'integer', value: 'N', summary: 'how many' },
    { flags: ['--map'], kind: 'expression', value: 'EXPR', summary: 'the items' },
    { flags: ['-o'], kind: 'name', value: 'NAME', summary: 'the results' },
    { flags: ['--to'], kind: 'word', choices: ['spawn', 'current'], summary: 'where output goes' },
  ],
  positional: { name: 'backend', kind: 'word', summary: 'what runs it', choices: ['thread', 'process'] },
  run() {},
}
const pools = [pool]

test('options are read with their kinds', () => {
  assert.deepEqual(values('%%thread -n 5 -o squares --name worker --detach --timeout 30s'), {
    n: 5,
    o: 'squares',
    name: 'worker',
    detach: true,
    timeout: 30_000,
  })
})

test('a magic without options has no values', () => {
  assert.deepEqual(values('%%thread'), {})
  assert.deepEqual(values('%%thread   '), {})
})

test('the comment form is the same magic', () => {
  const { magic, call } = parse('//%%thread -n 2')
  assert.equal(magic.name, 'thread')
  assert.deepEqual(call.values, { n: 2 })
})

test('a call says where it stands in the cell and what followed the name', () => {
  const { call } = parse('%%thread -n 2 \r\n')
  assert.deepEqual(
    { start: call.start, end: call.end, rest: call.rest, kind: call.kind },
    { start: 0, end: 14, rest: ' -n 2 ', kind: 'cell' },
  )
})

test('a value may be attached to its option', () => {
  assert.deepEqual(values('%%thread -n5 --name=x --timeout=500ms'), { n: 5, name: 'x', timeout: 500 })
})

test('words are quoted as in a shell', () => {
  assert.equal(values(`%%thread --name 'two words'`).name, 'two words')
  assert.equal(values(`%%thread --name "a \\"b\\" \\\\ 'c'"`).name, `a "b" \\ 'c'`)
  assert.equal(values(`%%thread --name=a' 'b`).name, 'a b')
  assert.equal(values('%%thread --name a\\ b').name, 'a b')
  assert.equal(values('%%thread --name C:\\data').name, 'C:\\data')
  assert.equal(values(`%%thread --name '--detach'`).name, '--detach')
  assert.deepEqual(complaint(`%%thread --name 'open`), { message: "The quote ' that opens here is not closed.", at: "'open" })
})

test('durations carry a unit', () => {
  assert.equal(values('%%thread --timeout 500ms').timeout, 500)
  assert.equal(values('%%thread --timeout 1.5s').timeout, 1500)
  assert.equal(values('%%thread --timeout 2m').timeout, 120_000)
  assert.deepEqual(complaint('%%thread --timeout 30'), {
    message: '--timeout needs a unit: write 30ms, 30s or 30m, whichever is meant.',
    at: '30',
  })
  assert.match(complaint('%%thread --timeout soon').message, /--timeout wants a time with its unit, such as 500ms, 30s or 2m; got 'soon'/)
  assert.match(complaint('%%thread --timeout 3days').message, /got '3days'/)
  assert.match(complaint('%%thread --timeout 0s').message, /above zero/)
  assert.match(complaint('%%thread --timeout 900h').message, /24 days/)
})

test('a number that is none is named', () => {
  for (const word of ['x', '0', '-3', '1.5', '5x', '99999999999999999999']) {
    assert.deepEqual(complaint(`%%thread -n ${word}`), { message: `-n wants a whole number ≥ 1, got '${word}'.`, at: word })
  }
})

test('-o takes a name that a variable can have', () => {
  assert.equal(values('%%thread -o größe').o, 'größe')
  assert.equal(values('%%thread -o $_1').o, '$_1')
  assert.match(complaint('%%thread -o 1a').message, /-o wants the name of a variable, got '1a'/)
  assert.match(complaint('%%thread -o a.b').message, /got 'a\.b'/)
  for (const word of ['class', 'await', 'let', 'undefined']) assert.match(complaint(`%%thread -o ${word}`).message, /reserved word/)
  assert.match(complaint('%%thread -o $tsloom_out').message, /another name/)
})

test('a missing value is an error that shows the usage', () => {
  for (const line of ['%%thread -n', '%%thread -n --detach', '%%thread -n -o r', '%%thread --name= x', '%%thread -n -- 3']) {
    assert.match(complaint(line).message, /^(-n|--name) wants a .*\nUsage: %%thread \[-n N\]/)
  }
})

test('an option that is given twice is an error, by whichever spelling', () => {
  assert.deepEqual(complaint('%%thread -n 1 -n 2'), { message: '-n is given twice.', at: '-n' })
  assert.equal(complaint('%%pool -w 1 --workers 2', pools).message, '--workers is given twice.')
})

test('a switch takes no value', () => {
  assert.deepEqual(complaint('%%thread --detach=yes'), { message: '--detach is a switch and takes no value.', at: '--detach=yes' })
})

test('an unknown option lists the right ones', () => {
  const { message, at } = complaint('%%thread --tiemout 3s')
  assert.equal(at, '--tiemout')
  assert.match(message, /^Unknown option --tiemout of %%thread\. Did you mean --timeout\?\nUsage: %%thread \[-n N\] \[-o NAME\]/)
  for (const flag of ['-n N', '-o NAME', '--name L', '--detach', '--timeout T']) assert.ok(message.includes(`\n  ${flag}`), flag)
})

test('a letter that is no option is not taken for a slip of the pen', () => {
  assert.match(complaint('%%thread -t 3s').message, /^Unknown option -t of %%thread\.\nUsage/)
  assert.match(complaint('%%thread -detach').message, /Did you mean --detach\?/)
})

test('an argument where there is none to take is an error', () => {
  assert.deepEqual(complaint('%lsmagic all'), { message: "%lsmagic takes no argument: 'all'.\nUsage: %lsmagic", at: 'all' })
  assert.match(complaint('%%thread 5').message, /%%thread takes no such argument: '5'/)
  assert.match(complaint('%typecheck off now').message, /'now' is more than %typecheck takes/)
})

test('-- ends the options', () => {
  assert.deepEqual(values('%%pool -w 2 -- thread', pools), { workers: 2, backend: 'thread' })
  assert.match(complaint('%%pool -- -w', pools).message, /backend is one of thread, process; got '-w'/)
})

test('a choice that is none names the nearest', () => {
  assert.deepEqual(complaint('%typecheck wran'), { message: "mode is one of error, warn, off; got 'wran'. Did you mean warn?", at: 'wran' })
  assert.match(complaint('%%pool --to spwan', pools).message, /--to is one of spawn, current; got 'spwan'\. Did you mean spawn\?/)
})

test('an unknown magic names the nearest', () => {
  assert.deepEqual(complaint('%%tread -n 5'), {
    message: 'Unknown magic %%tread. Did you mean %%thread? %lsmagic lists them all.',
    at: '%%tread',
  })
  assert.equal(complaint('%tread').message, 'Unknown magic %tread. Did you mean %%thread? %lsmagic lists them all.')
  assert.equal(complaint('%tim 1').message, 'Unknown magic %tim. Did you mean %time? %lsmagic lists them all.')
  assert.equal(complaint('%ls').message, 'Unknown magic %ls. Did you mean %lsmagic? %lsmagic lists them all.')
  assert.equal(complaint('%frobnicate').message, 'Unknown magic %frobnicate. %lsmagic lists them all.')
  assert.match(complaint('%%').message, /name is missing after %%/)
})

test('a cell magic on a line, and a line magic over a cell, are told apart', () => {
  assert.equal(complaint('%thread -n 5').message, '%thread is a cell magic: write %%thread as the first line of a cell, above its body.')
  assert.equal(complaint('%%typecheck off').message, '%%typecheck is a line magic: write %typecheck.')
  assert.equal(parse('%time 1').magic.kind, 'line')
  assert.equal(parse('%%time').magic.kind, 'cell')
})

test('complaints carry offsets into the cell', () => {
  assert.deepEqual(complaint('%typecheck wran', undefined, 100).at, 'wran')
})

test('a name stands apart from what follows it', () => {
  assert.match(complaint('%time(f())').message, /Put a space between %time and what follows it/)
})

test('an expression may hold anything, also what looks like an option', () => {
  assert.equal(values('%time await f("a -o b", { x: [1, 2] }) ').expression, 'await f("a -o b", { x: [1, 2] })')
  assert.equal(values('%time -x + --y').expression, '-x + --y')
  assert.equal(values('%time f(); // twice').expression, 'f()')
  assert.equal(values('%time a // b').expression, 'a')
  assert.deepEqual(complaint('%time'), {
    message: '%time wants an expression to time (%%time times statements).\nUsage: %time EXPRESSION',
    at: '%time',
  })
  assert.equal(
    complaint('%time const a = 1').message,
    '%time wants an expression to time (%%time times statements); this is not an expression.',
  )
  assert.match(complaint('%time a b').message, /'b' is more than %time takes/)
})

test('an expression ends where the next option starts', () => {
  assert.deepEqual(values('%%pool --map items -o squares -w 2', pools), { map: 'items', o: 'squares', workers: 2 })
  assert.deepEqual(values('%%pool --map [1, -o, "-o x"].map(x => x -w) -o r', pools), { map: '[1, -o, "-o x"].map(x => x -w)', o: 'r' })
  assert.deepEqual(values('%%pool --map a -b -w2', pools), { map: 'a -b', workers: 2 })
  assert.deepEqual(values('%%pool --map=range(3) thread', pools), { map: 'range(3)', backend: 'thread' })
  assert.deepEqual(complaint('%%pool --map )', pools), { message: '--map wants a TypeScript expression.', at: '--map )' })
})

test('a comment may end the line', () => {
  assert.deepEqual(values('%%thread -n 2 // five'), { n: 2 })
  assert.deepEqual(values('%lsmagic // all of them'), {})
  assert.equal(values('%expand a // b').code, 'a // b')
  assert.match(complaint('%time // nothing').message, /%time wants an expression/)
})

test('the rest of a line is taken as it is', () => {
  assert.equal(values(`%expand %time f('x -n')  `).code, `%time f('x -n')`)
})

test('a question mark asks for help', () => {
  for (const line of ['%thread?', '%%thread?', '%%thread??', '//%%thread?']) {
    const { magic, call } = parse(line)
    assert.equal(magic.name, 'help')
    assert.equal(magic.kind, call.kind)
    assert.equal(call.values.magic, 'thread')
  }
  assert.match(complaint('%tread?').message, /Unknown magic %tread\. Did you mean %%thread\?/)
})
