import { ProcessPool } from '../../src/index.ts'
import { poolContract } from './pool-contract.ts'

poolContract({
  name: 'ProcessPool',
  create: options => new ProcessPool(options),
  createSmall: options => new ProcessPool({ ...options, execArgv: ['--max-old-space-size=24'] }),
  resources: ['ProcessWrap', 'PipeWrap'],
})
