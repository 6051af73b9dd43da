import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type Door = {
  port: string
  /** Whether nobody gets in any more, as with a password that was changed. */
  shut: (isShut: boolean) => void
  close: () => Promise<void>
}

const SSL_REQUEST = 80_877_103

/** Stands before a PostgreSQL server that takes any password, and can refuse all of them. */
export async function startDoor(serverPort: string): Promise<Door> {
  const sockets = new Set<Socket>()
  let isShut = false
  const door = createServer((client) => {
    sockets.add(client)
    client.on('error', () => undefined)
    client.on('close', () => sockets.delete(client))
    if (isShut) client.on('data', (said) => client.write(refusal(said)))
    else {
      const server = connect(Number(serverPort), '127.0.0.1')
      sockets.add(server)
      server.on('error', () => undefined)
      client.on('close', () => server.destroy())
      server.on('close', () => {
        sockets.delete(server)
        client.destroy()
      })
      client.pipe(server).pipe(client)
    }
  })
  await new Promise<void>((done) => door.listen(0, '127.0.0.1', done))
  return {
    port: String((door.address() as AddressInfo).port),
    shut(next) {
      isShut = next
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((done) => door.close(done))
    },
  }
}

/** No TLS to who asks for it, and no entry to everybody. */
function refusal(said: Buffer): Buffer {
  if (said.length === 8 && said.readInt32BE(4) === SSL_REQUEST) return Buffer.from('N')
  const fields = Buffer.from('SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed for user "postgres"\0\0')
  const head = Buffer.from('E\0\0\0\0')
  head.writeInt32BE(4 + fields.length, 1)
  return Buffer.concat([head, fields])
}
