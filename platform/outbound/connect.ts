import type { LookupFunction } from 'node:net'
import { Agent, buildConnector } from 'undici'
import { bare, type Policy } from './policy.ts'
import { OutboundProblem } from './problem.ts'

/** Resolves a name to all its addresses, A and AAAA. */
export type Lookup = (host: string) => Promise<{ address: string; family: number }[]>

const connectWithinMs = 5000

/**
 * Connections that the policy has seen: every new one resolves its name once, checks all addresses, and the
 * socket is given these very addresses. There is no second lookup, so a name cannot change in between.
 */
export function guardedAgent(policy: Policy, lookup: Lookup, ca: string | undefined): Agent {
  const connectors = {
    'https:': connector(policy, lookup, ca, false),
    'http:': connector(policy, lookup, ca, true),
  }

  return new Agent({
    allowH2: false,
    connect(options, callback) {
      const host = bare(options.hostname)
      try {
        // An address instead of a name is not looked up, so it is checked here again.
        policy.checkUrl(new URL(`${options.protocol}//${options.host ?? host}`))
      } catch (error) {
        callback(asError(error), null)
        return
      }
      connectors[options.protocol === 'http:' ? 'http:' : 'https:'](options, callback)
    },
  })
}

/** All addresses of a name, checked. */
export async function resolve(policy: Policy, lookup: Lookup, host: string, isPlain: boolean) {
  const found = await lookup(host).catch((error: unknown) => {
    throw new OutboundProblem('connection', `${host} does not resolve`, { cause: error })
  })
  if (found.length === 0) throw new OutboundProblem('connection', `${host} does not resolve`)

  policy.checkAddresses(
    host,
    found.map(({ address }) => address),
    isPlain,
  )
  return found
}

function connector(policy: Policy, lookup: Lookup, ca: string | undefined, isPlain: boolean) {
  return buildConnector({
    allowH2: false,
    timeout: connectWithinMs,
    lookup: guardedLookup(policy, lookup, isPlain),
    ...(ca === undefined ? {} : { ca }),
  })
}

function guardedLookup(policy: Policy, lookup: Lookup, isPlain: boolean): LookupFunction {
  return (host, options, callback) => {
    resolve(policy, lookup, bare(host), isPlain).then(
      (found) => {
        const [first] = found
        if (options.all || !first) callback(null, found)
        else callback(null, first.address, first.family)
      },
      (error: unknown) => callback(asError(error), []),
    )
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
