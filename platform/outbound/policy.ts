import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { OutboundProblem } from './problem.ts'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** Where calls may go: public addresses by https, and what OUTBOUND_ALLOW names besides. */
export interface Policy {
  /** Scheme, user info, port, and the address where the URL has one instead of a name. */
  checkUrl(url: URL): void
  /** All addresses of a name; one that is not allowed refuses the name. */
  checkAddresses(host: string, addresses: string[], isPlain: boolean): void
}

/** Reads OUTBOUND_ALLOW: host names and CIDRs, comma. Throws an Error that names the wrong entry. */
export function policyOf(allow: string): Policy {
  const { hosts, networks } = readAllowed(allow)
  const isAllowed = (address: Address) => networks.some(([first, bits]) => matches(address, first, bits))

  function checkAddresses(host: string, addresses: string[], isPlain: boolean): void {
    const isListed = hosts.has(bare(host))
    for (const text of addresses) {
      const address = readAddress(text)
      if (!address || isNever(address)) throw refused(host, text, 'which is never allowed')

      const isException = isAllowed(address) || (isListed && isHostAddress(address))
      if (!isException) checkPublic(host, text, address, isPlain)
    }
  }

  return {
    checkUrl(url) {
      const isPlain = checkScheme(url)
      const host = bare(url.hostname)
      if (isIP(host)) checkAddresses(host, [host], isPlain)
      checkPort(url, isPlain)
    },
    checkAddresses,
  }
}

function checkPublic(host: string, text: string, address: Address, isPlain: boolean): void {
  if (!isPublic(address)) throw refused(host, text, 'which is not public; OUTBOUND_ALLOW does not name it')
  if (isPlain) throw refused(host, text, 'and plain http is for what OUTBOUND_ALLOW names only')
}

/** Host of a URL as it is resolved: no brackets, no trailing dot. */
export function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}

/** True for http; anything but http and https is refused, and so is a name or password in the URL. */
function checkScheme(url: URL): boolean {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new OutboundProblem('bad_url', 'Only https addresses can be called')
  }
  if (url.username || url.password) {
    throw new OutboundProblem('bad_url', 'The address must not contain a user name or password')
  }
  return url.protocol === 'http:'
}

function checkPort(url: URL, isPlain: boolean): void {
  const port = Number(url.port || (isPlain ? 80 : 443))
  if (port === 443 || port >= 1024 || (isPlain && port === 80)) return

  throw new OutboundProblem('address_not_allowed', `Port ${port} is not allowed: 443 or from 1024`)
}

function refused(host: string, address: string, why: string): OutboundProblem {
  const what = host === address ? host : `${host} is ${address}`

  return new OutboundProblem('address_not_allowed', `${what}, ${why}`)
}

function readAllowed(allow: string) {
  const entries = allow
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
  const isNetwork = (entry: string) => isIP(entry) !== 0 || ipaddr.isValidCIDR(entry)
  const names = entries.filter((entry) => !isNetwork(entry))
  const wrong = names.find((name) => !/^(?=.*[a-z])[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/.test(name))
  if (wrong) throw new Error(`"${wrong}" is neither a host name nor a network like 10.0.0.0/8`)

  return { hosts: new Set(names.map(bare)), networks: entries.filter(isNetwork).map(readNetwork) }
}

function readNetwork(entry: string): [Address, number] {
  if (entry.includes('/')) return ipaddr.parseCIDR(entry)

  const address = ipaddr.process(entry)
  return [address, address instanceof ipaddr.IPv4 ? 32 : 128]
}

/** Mapped IPv4 becomes IPv4, so it is judged as what it reaches. */
function readAddress(text: string): Address | null {
  return isIP(text) ? ipaddr.process(text) : null
}

function matches(address: Address, first: Address, bits: number): boolean {
  return address.kind() === first.kind() && address.match(first, bits)
}

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

/** Public unicast, by the IANA special-purpose registries that ipaddr.js carries; of IPv6 only 2000::/3. */
function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false

  return address instanceof ipaddr.IPv4 || address.match(globalUnicast)
}

/** What a listed host may resolve to: a machine somewhere, public or not. */
function isHostAddress(address: Address): boolean {
  return (
    ['private', 'loopback', 'carrierGradeNat', 'uniqueLocal'].includes(address.range()) || isPublic(address)
  )
}

// Metadata services that are not link-local: AWS (IPv6), Alibaba, Azure's host, Oracle's earlier one.
const metadata = ['fd00:ec2::254', '100.100.100.200', '168.63.129.16', '192.0.0.192'].map((ip) =>
  ipaddr.parse(ip),
)
const nowhere = ['linkLocal', 'deprecatedSiteLocal', 'multicast', 'broadcast', 'unspecified']

/** Whatever is configured: link-local, cloud metadata, and addresses that are no machine's. */
function isNever(address: Address): boolean {
  const reached = embedded(address) ?? address

  return [address, reached].some(
    (one) => nowhere.includes(one.range()) || metadata.some((known) => known.toString() === one.toString()),
  )
}

/** The IPv4 address that a NAT64 (RFC 6052), IPv4-translated (RFC 6145) or 6to4 (RFC 3056) address leads to. */
function embedded(address: Address): Address | null {
  if (address instanceof ipaddr.IPv4) return null

  const bytes = address.toByteArray()
  const range: string = address.range()
  if (range === '6to4') return new ipaddr.IPv4(bytes.slice(2, 6))
  return range === 'rfc6052' || range === 'rfc6145' ? new ipaddr.IPv4(bytes.slice(12)) : null
}
