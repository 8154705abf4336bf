import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Script } from 'node:vm'
import { originalPosition } from '../../../kernel/compile/cell-map.ts'
import { magics } from '../../../kernel/magics/index.ts'
import { createMachine } from '../../support/notebook-machine.ts'

/** Runs the cell, which has to throw at the place marked with ‸, and says where the stack leads back to. */
async function thrownAt(marked: string): Promise<{ wanted: unknown; found: unknown }> {
  const at = marked.indexOf('‸')
  const code = marked.replace('‸', '')
  const machine = await createMachine({
    magics,
    // A call is the one thing whose place V8 gives exactly.
    globals: { fail: () => assert.fail('thrown') },
    modules: {
      tsloom: {
        timed: (f: () => unknown) => f(),
        stopwatch: () => ({ [Symbol.dispose]() {} }),
        withTask: (f: unknown) => f,
        spawnThread: (f: (task: object) => unknown) => f({}),
      },
    },
  })
  const emitted = machine.compile(code)
  const error = await machine.run(code).then(
    () => assert.fail('nothing was thrown'),
    (reason: Error) => reason,
  )
  const [, line, column] = /In\[1\]:(\d+):(\d+)/.exec(error.stack ?? '') ?? []
  const before = code.slice(0, at).split('\n')
  return {
    wanted: { line: before.length, column: (before.at(-1) ?? '').length + 1 },
    found: originalPosition(emitted.map, Number(line), Number(column)),
  }
}

const THROWS = [
  '‸fail()',
  'const a: number = 1\nconst b: string = ‸fail() as string',
  'function f(a: number, b?: string): never {\n  throw ‸new Error(`${a}`)\n}\nf(1)',
  'interface P { x: number }\nconst p = undefined as unknown as P\n\n  p.‸x',
  "import { sep } from 'node:path'\nconst s: string = sep; ‸fail()",
  "const s = 1\nimport { sep } from 'node:path'\n‸fail()",
  'const f = async (n: number): Promise<number> => { await 1; return ‸fail() }\nawait f(1)',
  'class A<T> { private readonly v: number = ‸fail() }\nnew A<string>()',
  'enum E { A, B }\nconst x: number = 1\n‸fail()',
  'enum E { A, B }\nconst o = { a: 1 } as any\nfunction g<T>(a: T) {\n    return a.b.‸c\n}\ng({ a: 1 } as any)',
  'class P { constructor(private x: any) { this.x.y.‸z } }\nnew P({})',
  '%time ‸fail() + 1',
  'const a = 1\n%time [\n  a,\n  ‸fail(),\n]',
  '%%time\nconst a: number = 1\n‸fail()',
  '%%thread\nconst a: number = index ?? 1\n‸fail()',
  "%%thread\nimport { sep } from 'node:path'\nconst a: number = 1\nnull!.‸x\n",
]

for (const code of THROWS) {
  test(`a stack leads back to ‸ in ${JSON.stringify(code)}`, async () => {
    const { wanted, found } = await thrownAt(code)
    assert.deepEqual(found, wanted)
  })
}

test('every line of a cell of 300 lines is found again', async () => {
  const machine = await createMachine()
  const lines = Array.from(
    { length: 300 },
    (_, i) => `const v_${i}: number = await at(${i}, (a: number, b?: string): number => a); enumLike<number>()`,
  )
  const { js, map } = machine.compile(lines.join('\n'))
  js.split('\n').forEach((line, index) => {
    const column = line.indexOf('enumLike')
    const position = originalPosition(map, index + 1, column + 1)
    if (column !== -1) assert.deepEqual(position, { line: index + 1, column: (lines[index] ?? '').indexOf('enumLike') + 1 })
  })
  assert.ok(new Script(js))
})

test('a place outside of the script has no position', async () => {
  const machine = await createMachine()
  assert.equal(originalPosition(machine.compile('1').map, 99, 1), undefined)
})
