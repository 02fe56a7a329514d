import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { parse } from 'tldts'
import { invalid } from '../../../platform/contract/problems.ts'
import { mailboxBrands, mailboxDomains } from './free-mailboxes.ts'

/** An e-mail domain that one company may claim: lower case, punycode; never a mailbox provider's or a whole suffix. */
export function readDomain(text: string): string {
  const domain = domainToASCII(text.trim().toLowerCase().replace(/\.$/, ''))
  const labels = domain.split('.')
  const sound =
    domain.length <= 253 &&
    labels.length > 1 &&
    isIP(domain) === 0 &&
    labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) &&
    /[a-z]/.test(labels.at(-1) ?? '')
  if (!sound) throw invalid('domain', 'bad_format', 'This is no domain like acme.example.')
  if (belongsToEverybody(domain))
    throw invalid('domain', 'not_allowed', 'Everybody can have an address in this domain.')
  return domain
}

/** A public suffix, the private ones (`github.io`) included, or what a mailbox provider gives to anybody. */
function belongsToEverybody(name: string): boolean {
  const { domain, domainWithoutSuffix } = parse(name, { allowPrivateDomains: true })
  if (domain === null) return true
  return mailboxDomains.has(name) || (domain === name && mailboxBrands.has(domainWithoutSuffix ?? ''))
}
