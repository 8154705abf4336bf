const tasks = require('./tasks.cjs')

exports.increment = (x, done) => done(null, tasks.increment(x))
exports.burn = (steps, done) => done(null, tasks.burn(steps))
exports.nap = (milliseconds, done) => tasks.nap(milliseconds).then(result => done(null, result))
