import type { Shipment, StampedBinding } from '../capture/shipment.ts'

/**
 * Whether calls of the function may get hold of the same object: something that it captured, or something in a module.
 * Then what one call returned has to be sent before the next one can change it.
 */
export function keepsObjects({ definitions, bindings }: Shipment): boolean {
  return bindings.some(holdsObject) || definitions.some(({ kind }) => kind === 'import')
}

function holdsObject({ binding }: StampedBinding): boolean {
  const { value } = binding.value
  return typeof value === 'object' && value !== null && (value as { readonly $tsloom?: unknown }).$tsloom !== 'reference'
}
