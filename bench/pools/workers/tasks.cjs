// What every pool runs; bench/pools/tasks.ts has the same for those that take functions.
exports.increment = x => x + 1

exports.burn = steps => {
  let state = 2463534242
  for (let step = 0; step < steps; step++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
  }
  return state
}

// poolifier tells by `async` that a function has to be awaited.
exports.nap = async milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds, 1))
