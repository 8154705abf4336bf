/** What is run, in the kernel's language. */
export interface Snippets {
  /** Cell `n` of a notebook: declares, and uses what the cell before it declared. */
  declare(prefix: string, n: number): string
  /** Prints `lines` lines, one by one. */
  print(lines: number): string
  /** Five threads, started and joined. */
  readonly threads: string
}

export const typescript: Snippets = {
  declare(prefix, n) {
    if (n % 2 === 0) return `let ${prefix}${n} = ${n}`
    return `function ${prefix}${n}(a: number) { return a + ${prefix}${n - 1} }`
  },
  print: lines => `for (let i = 0; i < ${lines}; i++) console.log('line', i)`,
  threads: '%%thread -n 5 -o results\nindex * 2',
}

export const python: Snippets = {
  declare: (prefix, n) => (n % 2 === 0 ? `${prefix}${n} = ${n}` : `def ${prefix}${n}(a):\n    return a + ${prefix}${n - 1}`),
  print: lines => `for i in range(${lines}): print('line', i)`,
  threads: [
    'import threading',
    'threads = [threading.Thread(target=lambda i: i * 2, args=(i,)) for i in range(5)]',
    'for t in threads: t.start()',
    'for t in threads: t.join()',
  ].join('\n'),
}
