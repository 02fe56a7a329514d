import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigProblems, type Read } from './config-reader.ts'

const examples = ['change-me', 'changeme', 'secret', 'password', 'your_', 'example']

interface Where {
  dataDir: string
  strict: boolean
  embedded: boolean
}

/** The application's secrets: given, or made once for an embedded portal. */
export function readSecrets(read: Read, problems: string[], where: Where) {
  const previous = (name: string) => (read.text(`${name}_PREVIOUS`) ?? '').split(',').filter(Boolean)
  const given = {
    session_secret: read.text('SESSION_SECRET'),
    totp_encryption_key: read.text('TOTP_ENCRYPTION_KEY'),
  }
  const m2m = read.text('M2M_JWT_SECRET_KEY')
  if (m2m && where.strict) checkSecret(problems, 'M2M_JWT_SECRET_KEY', m2m)
  for (const [name, value] of Object.entries(given)) judgeSecret(problems, name.toUpperCase(), value, where)
  if (given.session_secret && given.session_secret === given.totp_encryption_key) {
    problems.push('SESSION_SECRET and TOTP_ENCRYPTION_KEY must differ')
  }
  const complete = given.session_secret !== null && given.totp_encryption_key !== null
  const kept = complete || problems.length > 0 ? {} : keptSecrets(where.dataDir)
  const totp = given.totp_encryption_key ?? kept.totp_encryption_key ?? ''
  const totpPrevious = previous('TOTP_ENCRYPTION_KEY')
  return {
    session_secret: given.session_secret ?? kept.session_secret ?? '',
    session_secret_previous: previous('SESSION_SECRET'),
    totp_encryption_key: totp,
    totp_encryption_key_previous: totpPrevious,
    m2m_keys: signingSecrets(m2m, previous('M2M_JWT_SECRET_KEY'), [totp, ...totpPrevious]),
  }
}

/** Unset, it is derived from the other key; what was encrypted while it was unset opens later, too. */
function signingSecrets(given: string | null, previous: string[], data: [string, ...string[]]) {
  const [derived, ...earlier] = data.map((secret) => `signing keys: ${secret}`)
  return [given ?? derived ?? '', ...previous, ...(given && derived ? [derived] : []), ...earlier] as [
    string,
    ...string[],
  ]
}

function judgeSecret(problems: string[], name: string, value: string | null, where: Where): void {
  if (!where.strict) return
  if (value) checkSecret(problems, name, value)
  else if (!where.embedded) problems.push(`${name} is missing: make one with  openssl rand -base64 32`)
}

function checkSecret(problems: string[], name: string, value: string): void {
  if (examples.some((example) => value.toLowerCase().includes(example)))
    problems.push(`${name} is an example value: make one with  openssl rand -base64 32`)
  else if (Buffer.from(value, 'base64').length < 32 && value.length < 43)
    problems.push(`${name} must have at least 32 bytes`)
  else if (new Set(value).size < 12) problems.push(`${name} has too few different characters`)
}

/** An embedded portal makes its secrets once, mode 0600 in a 0700 folder; a looser mode stops the start. */
function keptSecrets(dataDir: string): Record<string, string> {
  const file = join(dataDir, 'secrets.json')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  try {
    if ((statSync(file).mode & 0o077) !== 0 && process.platform !== 'win32')
      throw new ConfigProblems([`${file} can be read by others: chmod 600 it`])
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error
    const made = {
      session_secret: randomBytes(32).toString('base64'),
      totp_encryption_key: randomBytes(32).toString('base64'),
    }
    writeFileSync(file, JSON.stringify(made, null, 2), { mode: 0o600, flag: 'wx' })
    return made
  }
}
