const { join } = require('node:path')
const { ThreadWorker } = require(join(process.cwd(), '.bench/pools/node_modules/poolifier'))

module.exports = new ThreadWorker({ ...require('./tasks.cjs') })
