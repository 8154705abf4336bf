/** Binds, or says which channel could not have which address: two kernels with one connection file, or a port taken meanwhile. */
export async function bind(
  socket: { bind(address: string): Promise<void>; close(): void },
  channel: string,
  address: string,
): Promise<void> {
  try {
    await socket.bind(address)
  } catch (error) {
    socket.close()
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`${channel}: cannot bind ${address}: ${reason}`, { cause: error })
  }
}
