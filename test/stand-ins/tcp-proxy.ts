import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** Stands between the portal and a server it needs, and can take that server away. */
export interface TcpProxy {
  /** The same address, through here. */
  url: string
  /** Every connection breaks, new ones are refused. */
  cut(): Promise<void>
  /** Connections stay open, but nothing passes any more, and new ones are accepted and left alone. */
  freeze(): void
  /** As before; what was frozen is broken. */
  mend(): Promise<void>
  close(): Promise<void>
}

export async function tcpProxy(target: string): Promise<TcpProxy> {
  const to = new URL(target)
  const state = { frozen: false }
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  }
  const accept = (from: Socket) => {
    keep(from)
    if (state.frozen) return
    const onward = connect(Number(to.port), to.hostname)
    keep(onward)
    from.pipe(onward)
    onward.pipe(from)
    from.on('close', () => onward.destroy())
    onward.on('close', () => from.destroy())
  }
  let server = await serverOn(0, accept)
  const { port } = server.address() as AddressInfo
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String(port)
  const breakAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  async function cut(): Promise<void> {
    const closed = server.listening ? once(server, 'close') : null
    server.close()
    breakAll()
    await closed
  }

  return {
    url: url.href,
    cut,
    freeze() {
      state.frozen = true
      for (const socket of sockets) socket.unpipe().pause()
    },
    async mend() {
      breakAll()
      state.frozen = false
      if (!server.listening) server = await serverOn(port, accept)
    },
    close: cut,
  }
}

async function serverOn(port: number, accept: (socket: Socket) => void): Promise<Server> {
  const server = createServer(accept).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}
