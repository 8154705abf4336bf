/** Which kernels are tsloom's; a kernelspec may have any name, so the kernel itself is asked. */

import type { Kernel } from '@jupyterlab/services'

const answers = new WeakMap<Kernel.IKernelConnection, Promise<boolean>>()

export function isTsloom(kernel: Kernel.IKernelConnection): Promise<boolean> {
  const known = answers.get(kernel)
  if (known) return known
  const answer = kernel.info.then(
    ({ implementation }) => implementation === 'tsloom',
    () => false,
  )
  answers.set(kernel, answer)
  return answer
}
