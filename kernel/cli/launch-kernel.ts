import type { LaunchKernel } from './notebook-kernel.ts'
export const launchKernel: LaunchKernel = async ({ directory }) => {
  throw new Error(`not yet: ${directory}`)
}
