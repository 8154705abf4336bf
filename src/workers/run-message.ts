import type { Delivery } from '../capture/shipment.ts'
import { keepsObjects } from './keeps-objects.ts'
import type { JobId, RunMessage } from './messages.ts'
import type { ShippedCalls } from './payload.ts'
import type { Job } from './worker-host.ts'

/** A job as its worker is told of it. */
export function runMessage(job: JobId, what: Job, { shipment, args }: ShippedCalls, news: Delivery, awake: boolean): RunMessage {
  const { mode, wantsTask, calls, single, timed, discard, last = false, context, owner, label } = what
  return {
    type: 'run',
    job,
    news: isEmpty(news) ? undefined : news,
    fn: shipment.root,
    mode,
    wantsTask,
    calls,
    args,
    single,
    aliasing: calls > 1 && keepsObjects(shipment),
    timed,
    discard,
    last,
    awake,
    context,
    owner,
    label,
  }
}

function isEmpty({ definitions, bindings, forget }: Delivery): boolean {
  return definitions.length === 0 && bindings.length === 0 && forget.length === 0
}
