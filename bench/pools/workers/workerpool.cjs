const { join } = require('node:path')
const workerpool = require(join(process.cwd(), '.bench/pools/node_modules/workerpool'))

workerpool.worker(require('./tasks.cjs'))
