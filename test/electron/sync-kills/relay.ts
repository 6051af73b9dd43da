import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Stands between the engine and the server, so that something can happen before each request. */
export async function startRelay(port: number) {
  let act: (request: Buffer) => void | Promise<void> = () => undefined
  let isBreaking = false
  const failures: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1')
    const end = () => {
      for (const socket of [client, upstream]) {
        socket.destroy()
        sockets.delete(socket)
      }
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', end)
      socket.on('close', end)
    }
    upstream.on('data', (chunk) => void client.write(chunk))
    let turn = Promise.resolve()
    client.on('data', (chunk) => {
      turn = turn.then(async () => {
        await act(chunk)
        if (isBreaking) end()
        else upstream.write(chunk)
        isBreaking = false
      })
      turn = turn.catch((error: unknown) => {
        failures.push(String(error))
        end()
      })
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    port: (server.address() as AddressInfo).port,
    /** What could not be done before a request. */
    failures,
    onRequest: (given: (request: Buffer) => void | Promise<void>) => {
      act = given
    },
    /** Ends the session instead of passing on the request that is being made, or else the next one. */
    breakOff: () => {
      isBreaking = true
    },
    close: () =>
      new Promise<void>((done) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => done())
      }),
  }
}
