/**
 * NODE_EXTRA_CA_CERTS, where a site has set it, costs each Node process tens of milliseconds at its start. The kernel is
 * started without it; user code gets it back: the variable for its children, the certificates before its first use of TLS.
 */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** The kernelspec and the session host keep the site's value under this name. */
export const KEPT_CERTIFICATES = 'TSLOOM_NODE_EXTRA_CA_CERTS'

export interface ExtraCertificates {
  /** Before the first use of TLS. */
  trust(): void
  trustBeforeFetch(): void
  /** Variables for a process that does as this one does. */
  readonly kept: Readonly<Record<string, string | undefined>>
}

export function createExtraCertificates(env: NodeJS.ProcessEnv): ExtraCertificates {
  const file = env[KEPT_CERTIFICATES]
  delete env[KEPT_CERTIFICATES]
  if (file) env.NODE_EXTRA_CA_CERTS = file
  let pending = Boolean(file)

  /** Loads node:tls, which is the cost we save those who never use it. */
  function trust(): void {
    if (!pending || !file) return
    pending = false
    const tls = createRequire(import.meta.url)('node:tls') as typeof import('node:tls')
    const { createSecureContext } = tls
    const certificates = readFileSync(file, 'utf8').match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g) ?? []
    tls.createSecureContext = options => {
      const made = createSecureContext(options)
      const context = made.context as { addCACert(pem: string): void }
      if (!options?.ca) for (const certificate of certificates) context.addCACert(certificate)
      return made
    }
  }

  return {
    kept: file ? { NODE_EXTRA_CA_CERTS: undefined, [KEPT_CERTIFICATES]: file } : {},
    trust,
    trustBeforeFetch() {
      if (!pending) return
      const { fetch } = globalThis
      globalThis.fetch = (...request) => {
        trust()
        globalThis.fetch = fetch
        return fetch(...request)
      }
    },
  }
}
