/** Makes the Plotly that reports embed out of plotly.js-dist: minified and gzipped, a fifth of what the package takes. */

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { gzipSync } from 'node:zlib'
import { minifySync } from 'oxc-minify'
import { PACKED_PLOTLY } from '../report/plotly-library.ts'

const require = createRequire(import.meta.url)
const { version } = require('plotly.js-dist/package.json') as { readonly version: string }
const stamp = `${PACKED_PLOTLY.pathname}.version`

if (!existsSync(PACKED_PLOTLY) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== version) {
  console.error(`prepare: packing Plotly ${version} for reports`)
  const source = readFileSync(require.resolve('plotly.js-dist/plotly.js'), 'utf8')
  const { code, errors } = minifySync('plotly.js', source, { compress: true, mangle: true })
  const [error] = errors
  if (error) throw new Error(`plotly.js-dist cannot be minified: ${error.message}`)
  const licence = `/*! plotly.js v${version}, copyright Plotly, Inc., MIT licence */\n`
  mkdirSync(dirname(PACKED_PLOTLY.pathname), { recursive: true })
  writeFileSync(`${PACKED_PLOTLY.pathname}.new`, gzipSync(licence + code, { level: 9 }))
  renameSync(`${PACKED_PLOTLY.pathname}.new`, PACKED_PLOTLY)
  writeFileSync(stamp, version)
}
