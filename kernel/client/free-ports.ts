import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

/** Ports of the loopback interface that nobody listens on. All are held until all are known, so they differ. */
export async function freePorts(count: number, host = '127.0.0.1'): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer())
  try {
    await Promise.all(servers.map(server => once(server.listen(0, host), 'listening')))
    return servers.map(server => (server.address() as AddressInfo).port)
  } finally {
    await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))))
  }
}
