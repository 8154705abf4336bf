/** Handles requests in this thread. */

import type { Backend, BackendOptions } from './backend.ts'
import { HttpService } from './http-service.ts'
import { listen } from './listening.ts'

/** @throws TsloomError TSLOOM_CANNOT_LISTEN */
export async function startLocal({ name, handler, address, counted, report }: BackendOptions): Promise<Backend> {
  let requests = 0
  const service = new HttpService({
    handler,
    changed() {
      const now = service.counts.requests
      if (now > requests) counted(now - requests)
      requests = now
    },
    failed: report,
  })
  const port = await listen(service.server, address)
  service.server.on('error', report)
  return {
    port,
    get workers() {
      const { connections: _, ...counts } = service.counts
      return [{ name, pid: process.pid, ...counts }]
    },
    get connections() {
      return service.counts.connections
    },
    restarts: 0,
    past: { requests: 0, errors: 0 },
    close: timeout => service.close(timeout),
  }
}
