import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

export interface ReceivedMail {
  from: string
  to: string[]
  /** Header and body as they came, dots unstuffed, lines ended by CR LF. */
  raw: string
  message_id: string
  subject: string
  at: number
}

export type SmtpStage = 'auth' | 'mail' | 'rcpt' | 'data' | 'message'

/** A reply like `451 Try later`, `hang` for none at all, `drop` for a closed connection, or null for the usual. */
export type SmtpAnswer = (stage: SmtpStage, argument: string) => string | 'hang' | 'drop' | null

export interface SmtpStandIn {
  readonly port: number
  /** Mail that was accepted with 250, in order. */
  readonly messages: ReceivedMail[]
  /** Changes how it answers from now on. */
  answer(answer: SmtpAnswer): void
  close(): Promise<void>
}

/** A small SMTP server (RFC 5321, PLAIN and LOGIN without TLS) on a free port of 127.0.0.1. */
export async function openSmtpStandIn(): Promise<SmtpStandIn> {
  const sockets = new Set<Socket>()
  const messages: ReceivedMail[] = []
  const state: { answer: SmtpAnswer } = { answer: () => null }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    converse(socket, messages, (stage, argument) => state.answer(stage, argument))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    port: (server.address() as AddressInfo).port,
    messages,
    answer: (answer) => {
      state.answer = answer
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

interface Conversation {
  from: string
  to: string[]
  body: string[] | null
  login: number
}

function converse(socket: Socket, messages: ReceivedMail[], answer: SmtpAnswer): void {
  const talk: Conversation = { from: '', to: [], body: null, login: 0 }
  const say = (line: string) => void socket.write(`${line}\r\n`)
  const reply = (stage: SmtpStage, argument: string, usual: string): boolean => {
    const given = answer(stage, argument)
    if (given === 'drop') socket.destroy()
    else if (given !== 'hang') say(given ?? usual)
    return given === null
  }
  let rest = ''
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\r\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (talk.body) content(talk, line, messages, reply)
      else if (talk.login > 0) login(talk, line, say, reply)
      else command(talk, line, say, reply, () => socket.end())
    }
  })
  say('220 stand-in ESMTP')
}

type Reply = (stage: SmtpStage, argument: string, usual: string) => boolean

function content(talk: Conversation, line: string, messages: ReceivedMail[], reply: Reply): void {
  if (line !== '.') {
    talk.body?.push(line.replace(/^\./, ''))
    return
  }
  const raw = (talk.body ?? []).join('\r\n')
  const mail = {
    from: talk.from,
    to: talk.to,
    raw,
    message_id: header(raw, 'Message-ID'),
    subject: header(raw, 'Subject'),
    at: Date.now(),
  }
  talk.body = null
  if (reply('message', mail.message_id, '250 2.0.0 Taken')) messages.push(mail)
}

function command(
  talk: Conversation,
  line: string,
  say: (line: string) => void,
  reply: Reply,
  end: () => void,
): void {
  const address = /<([^>]*)>/.exec(line)?.[1] ?? ''
  const verbs: Record<string, () => void> = {
    EHLO: () => say('250-stand-in\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME'),
    HELO: () => say('250 stand-in'),
    AUTH: () => {
      if (/^AUTH LOGIN/i.test(line)) login(talk, '', say, reply)
      else reply('auth', line, '235 Welcome')
    },
    MAIL: () => {
      if (reply('mail', address, '250 Fine')) Object.assign(talk, { from: address, to: [] })
    },
    RCPT: () => {
      if (reply('rcpt', address, '250 Fine')) talk.to = [...talk.to, address]
    },
    DATA: () => {
      if (reply('data', '', '354 Go on')) talk.body = []
    },
    RSET: () => say('250 Fine'),
    NOOP: () => say('250 Fine'),
    QUIT: () => {
      say('221 Bye')
      end()
    },
  }
  const verb = verbs[line.slice(0, 4).toUpperCase()]
  if (verb) verb()
  else say('502 Unknown')
}

/** AUTH LOGIN asks for the name, then for the password. */
function login(talk: Conversation, line: string, say: (line: string) => void, reply: Reply): void {
  talk.login++
  if (talk.login === 1) say('334 VXNlcm5hbWU6')
  else if (talk.login === 2) say('334 UGFzc3dvcmQ6')
  else {
    talk.login = 0
    reply('auth', line, '235 Welcome')
  }
}

function header(raw: string, name: string): string {
  const head = raw.split('\r\n\r\n', 1)[0]?.replace(/\r\n[ \t]+/g, ' ') ?? ''
  const line = head.split('\r\n').find((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`))
  return line?.slice(name.length + 1).trim() ?? ''
}
