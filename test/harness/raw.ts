import { connect, type Socket } from 'node:net'

export interface Wire {
  socket: Socket
  send(text: string): void
  /** Everything heard once a text came, or once the other side closed. */
  until(text: string): Promise<string>
  closed(): Promise<string>
}

/** A bare connection, for what no client would send. */
export function wireTo(base: string): Wire {
  const { hostname, port } = new URL(base)
  const socket = connect(Number(port), hostname)
  const heard: Buffer[] = []
  const text = () => Buffer.concat(heard).toString('latin1')
  socket.on('data', (bytes: Buffer) => heard.push(bytes))
  socket.on('error', () => {})
  const end = new Promise<string>((resolve) => {
    socket.once('close', () => resolve(text()))
  })
  const came = (wanted: string) =>
    new Promise<string>((resolve) => {
      const look = () => {
        if (text().includes(wanted)) resolve(text())
      }
      socket.on('data', look)
      look()
    })
  return {
    socket,
    send: (bytes) => void socket.write(bytes, 'latin1'),
    until: (wanted) => Promise.race([came(wanted), end]),
    closed: () => end,
  }
}
