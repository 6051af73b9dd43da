import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type Gate = {
  port: string
  /** What the server says after so many bytes from now on is kept back, as behind a network that stands still. */
  hold: (bytes: number) => void
  /** Lets everything through again. */
  release: () => void
  /** Whether something is being kept back. */
  isHolding: () => boolean
  /** Ends every connection and takes no new one. */
  close: () => Promise<void>
}

/** Stands between the app and a server on this computer. */
export async function startGate(serverPort: string): Promise<Gate> {
  const sockets = new Set<Socket>()
  const servers = new Set<Socket>()
  let left: number | null = null
  let kept = false
  const gate = createServer((client) => {
    const server = connect(Number(serverPort), '127.0.0.1')
    for (const socket of [client, server]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        servers.delete(socket)
        client.destroy()
        server.destroy()
      })
    }
    servers.add(server)
    client.pipe(server)
    server.on('data', (chunk) => {
      client.write(chunk)
      if (left === null) return
      left -= chunk.length
      if (left > 0) return
      kept = true
      server.pause()
    })
  })
  await new Promise<void>((done) => gate.listen(0, '127.0.0.1', done))
  return {
    port: String((gate.address() as AddressInfo).port),
    hold(bytes) {
      left = bytes
    },
    release() {
      left = null
      kept = false
      for (const server of servers) server.resume()
    },
    isHolding: () => kept,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((done) => gate.close(done))
    },
  }
}
