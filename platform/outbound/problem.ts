/** Why nothing usable came back. `address_not_allowed`, `bad_url`: nothing was sent. */
export type OutboundProblemCode =
  | 'address_not_allowed'
  | 'timeout'
  | 'too_large'
  | 'redirect'
  | 'connection'
  | 'bad_url'
  | 'tls'

/** A call to the outside that failed. The message may be shown to staff: host and reason, no path, query or header. */
export class OutboundProblem extends Error {
  readonly code: OutboundProblemCode
  /** Whom the request had reached when it failed. */
  remote_ip: string | null = null

  constructor(code: OutboundProblemCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'OutboundProblem'
    this.code = code
  }
}

/** What a field is told that holds an address which cannot be called. */
export const addressCode = ({ code }: OutboundProblem) =>
  code === 'bad_url' ? 'bad_format' : 'address_not_allowed'

/** Turns whatever the network threw into the house's problem. */
export function problemOf(error: unknown, host: string): OutboundProblem {
  const own = chain(error).find((link) => link instanceof OutboundProblem)
  if (own instanceof OutboundProblem) return own

  const signs = chain(error).flatMap(signsOf).join(' ')
  if (isTimeout.test(signs))
    return new OutboundProblem('timeout', `${host} did not answer in time`, { cause: error })
  if (isTls.test(signs))
    return new OutboundProblem('tls', `There is no trusted TLS connection to ${host}`, { cause: error })
  return new OutboundProblem('connection', `The connection to ${host} failed`, { cause: error })
}

const isTimeout = /TimeoutError|ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT/
const isTls = /CERT|ERR_TLS|ERR_SSL|SELF_SIGNED|UNABLE_TO_|EPROTO|HOSTNAME_MISMATCH/

/** An error with its causes; of several addresses tried, each one's error. */
function chain(error: unknown): unknown[] {
  if (!(error instanceof Error)) return []

  const several: unknown[] = error instanceof AggregateError ? error.errors : []
  return [error, ...[error.cause, ...several].flatMap(chain)]
}

function signsOf(error: unknown): string[] {
  if (!(error instanceof Error)) return []

  return [error.name, 'code' in error ? String(error.code) : '']
}
