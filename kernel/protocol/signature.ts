import { createHmac, getHashes, timingSafeEqual } from 'node:crypto'

export interface Signer {
  /** Hex digest over header, parent header, metadata and content; empty where the connection has no key. */
  sign(parts: readonly Uint8Array[]): string
  verify(parts: readonly Uint8Array[], signature: Uint8Array): boolean
}

/** `scheme` is the connection file's `signature_scheme`, such as `hmac-sha256`. An empty key switches signing off, as the protocol says. */
export function createSigner(key: string, scheme = 'hmac-sha256'): Signer {
  const algorithm = scheme.replace(/^hmac-/, '')
  if (!scheme.startsWith('hmac-') || !getHashes().includes(algorithm)) {
    throw new Error(`signature_scheme '${scheme}' is not supported; use 'hmac-sha256'`)
  }
  if (key === '') return { sign: () => '', verify: () => true }
  const sign = (parts: readonly Uint8Array[]) => {
    const hmac = createHmac(algorithm, key)
    for (const part of parts) hmac.update(part)
    return hmac.digest('hex')
  }
  return {
    sign,
    verify(parts, signature) {
      const expected = Buffer.from(sign(parts))
      return signature.length === expected.length && timingSafeEqual(expected, signature)
    },
  }
}
