import { isIPv4, isIPv6 } from 'node:net'
import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** An address range: its first address and how many bits are fixed. */
export type Network = [Address, number]

/** What an address is counted under: IPv4 by itself (also when mapped into IPv6), IPv6 by its /64. */
export function addressKey(ip: string): string {
  if (isIPv4(ip)) return ip

  const address = parse(ip)
  if (!address) return ip.slice(0, 64)
  if (address instanceof ipaddr.IPv4) return address.toString()
  return `${new ipaddr.IPv6([...address.parts.slice(0, 4), 0, 0, 0, 0]).toString()}/64`
}

/**
 * Who calls: the socket's address, or, when the socket belongs to a trusted proxy, the rightmost hop of
 * X-Forwarded-For that is not trusted itself. Without a socket address (Unix socket) the peer is trusted.
 */
export function clientAddress(
  socketAddress: string | undefined,
  xForwardedFor: string | string[] | undefined,
  trusted: Network[],
): string {
  let client = canonical(socketAddress ?? '')
  if (!xForwardedFor || !isTrusted(client, trusted)) return client ?? ''

  for (const hop of String(xForwardedFor).split(',').reverse()) {
    const address = canonical(withoutPort(hop.trim()))
    // What comes left of an unreadable hop was written by nobody we trust.
    if (!address) break
    client = address
    if (!inNetworks(address, trusted)) break
  }
  return client ?? ''
}

/** Reads `10.0.0.0/8, 2001:db8::/32, 192.0.2.7, loopback`. Throws an Error that names the wrong entry. */
export function parseNetworks(list: string): Network[] {
  return list
    .split(/[\s,]+/)
    .filter(Boolean)
    .flatMap((entry) => (entry === 'loopback' ? ['127.0.0.0/8', '::1/128'] : [entry]))
    .map(parseNetwork)
}

/** Whether an address (any spelling) lies in one of the networks. */
export function inNetworks(ip: string, networks: Network[]): boolean {
  const address = parse(ip)

  return address !== null && networks.some(([first, bits]) => sameKindMatch(address, first, bits))
}

function parseNetwork(entry: string): Network {
  if (ipaddr.isValidCIDR(entry)) return unmapped(ipaddr.parseCIDR(entry))

  const address = parse(entry)
  if (!address) throw new Error(`"${entry}" is neither an address nor a network like 10.0.0.0/8`)
  return [address, address instanceof ipaddr.IPv4 ? 32 : 128]
}

function unmapped([first, bits]: Network): Network {
  const isMapped = first instanceof ipaddr.IPv6 && first.isIPv4MappedAddress() && bits >= 96

  return isMapped ? [first.toIPv4Address(), bits - 96] : [first, bits]
}

function sameKindMatch(address: Address, first: Address, bits: number): boolean {
  return address.kind() === first.kind() && address.match(first, bits)
}

function isTrusted(client: string | null, trusted: Network[]): boolean {
  return client === null || inNetworks(client, trusted)
}

/** Null for what is no address. Only the usual spellings: `127.1` is refused, not guessed at. */
function parse(ip: string): Address | null {
  if (!isIPv4(ip) && !isIPv6(ip)) return null

  return ipaddr.process(ip)
}

function canonical(ip: string): string | null {
  return isIPv4(ip) ? ip : (parse(ip)?.toString() ?? null)
}

/** Some proxies write `192.0.2.7:4711` or `[2001:db8::1]:4711`. */
function withoutPort(hop: string): string {
  return /^\[([^\]]+)\](?::\d+)?$/.exec(hop)?.[1] ?? /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop
}
