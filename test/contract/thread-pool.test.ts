import { ThreadPool } from '../../src/index.ts'
import { poolContract } from './pool-contract.ts'

poolContract({
  name: 'ThreadPool',
  create: options => new ThreadPool(options),
  createSmall: options => new ThreadPool({ ...options, resourceLimits: { maxOldGenerationSizeMb: 16 } }),
  resources: ['MessagePort', 'Worker', 'Timeout', 'Immediate'],
})
