import { subscribe } from 'node:diagnostics_channel'
import type { DiagnosticsChannel } from 'undici'

/** The address at the other end of a call, as soon as something was sent to it. */
export interface Peer {
  remote_ip: string | null
}

const peers = new WeakMap<object, Peer>()
let calling: Peer | null = null

/** Fills in whom a request reaches: connections are kept, so only the one it was written to can tell. */
export function seenBy<T>(peer: Peer, send: () => Promise<T>): Promise<T> {
  calling = peer
  try {
    // The client makes its request before it gives its promise back.
    return send()
  } finally {
    calling = null
  }
}

subscribe('undici:request:create', (message) => {
  const { request } = message as DiagnosticsChannel.RequestCreateMessage
  if (calling) peers.set(request, calling)
})
subscribe('undici:client:sendHeaders', (message) => {
  const { request, socket } = message as DiagnosticsChannel.ClientSendHeadersMessage
  const peer = peers.get(request)
  if (peer) peer.remote_ip = socket.remoteAddress ?? null
})
