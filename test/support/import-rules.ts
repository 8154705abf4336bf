import { posix } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

/** Path from the project's root, with `/`, → its text. */
export type Sources = ReadonlyMap<string, string>

interface Rule {
  /** What the failing test says. */
  readonly says: string
  readonly from: RegExp
  readonly forbids: RegExp
  readonly except?: RegExp
}

const io =
  /^(zeromq|worker-farm|tslab|(node:)?(fs|fs\/promises|net|tls|http|https|http2|dgram|dns|child_process|cluster|worker_threads|readline|repl|inspector|inspector\/promises|tty))$/

/** Paths of ours are as from the root; all else is a package or a built-in. */
const rules: readonly Rule[] = [
  { says: 'src/ knows nothing of the kernel', from: /^src\//, forbids: /^kernel\// },
  { says: 'src/ knows nothing of Jupyter', from: /^src\//, forbids: /^(zeromq|tslab)$/ },
  { says: 'nothing imports main.ts or cli.ts', from: /./, forbids: /^kernel\/(main|cli)\.ts$/ },
  {
    says: 'kernel/compile may import of src/ only capture/contract.ts',
    from: /^kernel\/compile\//,
    forbids: /^src\//,
    except: /^src\/capture\/contract\.ts$/,
  },
  { says: 'kernel/compile is pure', from: /^kernel\/compile\//, forbids: io },
  {
    says: 'kernel/compile knows neither the protocol nor the session',
    from: /^kernel\/compile\//,
    forbids: /^kernel\/(?!compile\/|magics\/|interpreter\.ts$)/,
  },
  { says: 'kernel/protocol does no I/O', from: /^kernel\/protocol\//, forbids: io },
  { says: 'kernel/protocol knows nothing else of ours', from: /^kernel\/protocol\//, forbids: /^(src\/|kernel\/(?!protocol\/))/ },
  {
    says: 'handlers and the dispatcher know the session by interpreter.ts only',
    from: /^kernel\/(handlers\/|dispatcher\.ts$)/,
    forbids: /^(src\/|zeromq$|kernel\/(session\/|session-(host|process)\.ts$|notebook\.ts$|compile\/|check\/|magics\/))/,
  },
  {
    says: 'magics reach the library only through its public API',
    from: /^kernel\/magics\//,
    forbids: /^src\//,
    except: /^src\/index\.ts$/,
  },
  {
    says: 'the kernel loads nothing that draws figures: the thread of drawer-entry.ts does',
    from: /^(src\/|kernel\/(?!figures\/(drawer-entry|plotly-page|svg-to-png|text-boxes)\.ts$))/,
    forbids: /^(jsdom|@resvg\/resvg-js|svg-path-properties|kernel\/figures\/(drawer-entry|plotly-page|svg-to-png|text-boxes)\.ts)$/,
  },
  {
    says: 'the labextension imports nothing of ours',
    from: /^kernel\/labextension\//,
    forbids: /^(src|test|bench|kernel\/(?!labextension\/))/,
  },
  {
    says: 'what is shipped imports no test, benchmark or script',
    from: /^(src\/|kernel\/(?!dev\/))/,
    forbids: /^(test|bench|kernel\/dev)\//,
  },
]

/** Each import in the sources that a rule forbids, as `file imports target: rule`. */
export function forbiddenImports(sources: Sources): string[] {
  return [...sources].flatMap(([file, text]) =>
    importsOf(file, text).flatMap(target =>
      rules
        .filter(rule => rule.from.test(file) && rule.forbids.test(target) && !rule.except?.test(target))
        .map(rule => `${file} imports ${target}: ${rule.says}`),
    ),
  )
}

/** Packages that shipped sources import, each with one of its importers. */
export function importedPackages(sources: Sources): Map<string, string> {
  const found = new Map<string, string>()
  for (const [file, text] of sources) {
    for (const target of importsOf(file, text)) {
      if (/^(node:|kernel\/|src\/|test\/|bench\/)/.test(target)) continue
      found.set(target.split('/', target.startsWith('@') ? 2 : 1).join('/'), file)
    }
  }
  return found
}

/** What a file imports in any way a text can say it: values, types, re-exports, `import()` of either kind. */
export function importsOf(file: string, text: string): string[] {
  const { program, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]?.message}`)
  const specifiers: string[] = []
  const add = (source: unknown) => {
    const value = source && typeof source === 'object' && 'value' in source ? source.value : undefined
    if (typeof value === 'string') specifiers.push(value)
  }
  new Visitor({
    ImportDeclaration: node => add(node.source),
    ExportNamedDeclaration: node => add(node.source),
    ExportAllDeclaration: node => add(node.source),
    ImportExpression: node => add(node.source),
    TSImportType: node => add(node.source),
  }).visit(program)
  return specifiers.map(specifier =>
    specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts') : specifier,
  )
}
