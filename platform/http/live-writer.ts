import type { ServerResponse } from 'node:http'

const mostMessages = 256
const mostBytes = 65_536

export const resyncMessage = 'event: resync\ndata: {}\n\n'
export const byeMessage = 'event: bye\ndata: {}\n\n'

export interface LiveWriter {
  /** Sends, or keeps for later while the reader is slow; too much of that becomes one `resync`. */
  message(text: string): void
  /** A comment, unless something waits already. */
  comment(): void
  end(text?: string): void
}

/** Server-sent events with bounded memory: a reader that takes nothing for `stall_ms` is cut off. */
export function openWriter(raw: ServerResponse, { stall_ms }: { stall_ms: number }): LiveWriter {
  let waiting: string[] = []
  let bytes = 0
  let isBlocked = false
  let owesResync = false
  let stalled: NodeJS.Timeout | undefined

  function send(text: string): void {
    if (raw.destroyed || raw.writableEnded || raw.write(text)) return
    isBlocked = true
    stalled = setTimeout(() => raw.destroy(), stall_ms)
  }
  function forget(): void {
    waiting = []
    bytes = 0
  }
  raw.on('drain', () => {
    clearTimeout(stalled)
    isBlocked = false
    const text = owesResync ? resyncMessage : waiting.join('')
    owesResync = false
    forget()
    if (text) send(text)
  })
  raw.once('close', () => {
    clearTimeout(stalled)
    forget()
  })

  return {
    message(text) {
      if (!isBlocked) return send(text)
      if (owesResync) return
      waiting.push(text)
      bytes += text.length
      if (waiting.length <= mostMessages && bytes <= mostBytes) return
      forget()
      owesResync = true
    },
    comment() {
      if (!isBlocked) send(': \n\n')
    },
    end(text) {
      if (raw.destroyed || raw.writableEnded) return
      // A reader that does not drain must not keep the server from leaving.
      stalled ??= setTimeout(() => raw.destroy(), stall_ms)
      raw.end(isBlocked ? undefined : text)
    },
  }
}
