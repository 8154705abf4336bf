const { parentPort } = require('node:worker_threads')
const tasks = require('./tasks.cjs')

parentPort.on('message', ({ id, task, inputs, move }) => {
  if (move) return parentPort.postMessage({ id, results: inputs }, [inputs[0].buffer])
  if (task === 'nap') return Promise.all(inputs.map(tasks.nap)).then(results => parentPort.postMessage({ id, results }))
  parentPort.postMessage({ id, results: inputs.map(input => tasks[task](input)) })
})
