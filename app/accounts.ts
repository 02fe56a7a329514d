import { signInLimits } from '../modules/identity/contract.ts'
import {
  ensureInitialAdmin,
  fail2banFile,
  type Identity,
  openBreaches,
  openIdentity,
  type Spraying,
} from '../modules/identity/server/index.ts'
import { type Config, ConfigProblems } from '../platform/config.ts'
import type { Problem } from '../platform/contract/problems.ts'
import { type Crypto, openCrypto } from '../platform/crypto/index.ts'
import type { Database } from '../platform/database/index.ts'
import { addressKey, type Limits } from '../platform/limits/index.ts'
import { type Log, openLog } from '../platform/log/index.ts'
import { type Outbound, openOutbound } from '../platform/outbound/index.ts'

export interface Accounts {
  identity: Identity
  crypto: Crypto
  /** Sign-in lines that could not be written. */
  lostLines: () => number
  close(): Promise<void>
}

interface Beside {
  log: Log
  /** Without them any number of mails may go to one address. */
  limits?: Limits
}

/** Identity on an open database, as the configuration says: for the server and for the command line. */
export function openAccounts(
  config: Config,
  database: Database,
  { log, limits }: Beside = { log: logOf(config) },
): Accounts {
  const crypto = openCrypto({
    session_secret: config.session_secret,
    session_secret_previous: config.session_secret_previous,
    data_key: config.totp_encryption_key,
    data_key_previous: config.totp_encryption_key_previous,
  })
  const outbound = openOutbound({ allow: config.outbound_allow })
  const lines = signInLines(config, log)
  const identity = openIdentity({
    database,
    crypto,
    tokenCrypto: tokenCryptoOf(config),
    settings: config,
    breaches: openBreaches(breachOptions(config, outbound)),
    mayMail: mailLimit(config, limits),
    spraying: sprayLimit(config, limits),
    fail2ban: lines.write,
    log,
  })
  return {
    identity,
    crypto,
    lostLines: lines.lost,
    async close() {
      await identity.close()
      await outbound.close()
    },
  }
}

/** Private signing keys have a key of their own; sessions and peppers are none of its business. */
function tokenCryptoOf({ session_secret, m2m_keys }: Config): Crypto {
  const [data_key, ...data_key_previous] = m2m_keys
  return openCrypto({ session_secret, session_secret_previous: [], data_key, data_key_previous })
}

export function logOf(config: Config): Log {
  const secrets = [
    config.session_secret,
    ...config.session_secret_previous,
    ...config.totp_encryption_key_previous,
    ...config.m2m_keys,
    config.setup_token ?? '',
    config.totp_encryption_key,
    config.smtp?.password ?? '',
    config.sms?.auth ?? '',
    config.verify_webhook?.key ?? '',
    config.metrics_token ?? '',
    config.initial_admin?.password ?? '',
  ]
  return openLog({ level: config.logging_level, format: config.log_format, secrets: secrets.filter(Boolean) })
}

/** Who takes a limit away is told so at each start (identity §4.10). */
export function warnOfMissingLimits({ rates }: Pick<Config, 'rates'>, log: Pick<Log, 'warn'>): void {
  const off = signInLimits.filter((name) => !rates[name]).map((name) => `RATE_LIMIT_${name.toUpperCase()}`)
  if (off.length > 0) log.warn({ limits: off }, `Nobody is held back by ${off.join(', ')}: off`)
}

/** The account that the configuration names, once, when nobody is there yet (identity §4.1). */
export async function makeInitialAdmin(
  { initial_admin }: Config,
  identity: Identity,
  log: Log,
): Promise<void> {
  if (!initial_admin) return
  const made = await ensureInitialAdmin(identity, initial_admin).catch((error: Problem) => {
    const [wrong] = error.details?.errors ?? []
    throw new ConfigProblems([
      `${wrong?.field ?? 'INITIAL_ADMIN_*'} cannot be used: ${wrong?.message ?? error.message}`,
    ])
  })
  log.info(
    {},
    made ? 'The initial administrator was made' : 'There are people already: INITIAL_ADMIN_* is ignored',
  )
}

/** What a password is compared with beside the bundled list. */
const breachOptions = (config: Config, outbound: Outbound) => ({
  range: config.password_breach_check === 'hibp' ? { url: config.password_breach_url, outbound } : null,
  file: config.breached_passwords_file,
})

/** So many mails to one address (identity §4.10). */
function mailLimit(config: Config, limits: Limits | undefined) {
  const rate = config.rates.mail_address
  return async (key: string): Promise<boolean> =>
    rate && limits ? (await limits.consume({ name: 'mail_address', ...rate }, key)).allowed : true
}

/** Different addresses that one client failed with (identity §4.10); the same one counts once in the window. */
function sprayLimit(config: Config, limits: Limits | undefined): Spraying {
  const rate = config.rates.login_spray
  if (!rate || !limits) return { wait: async () => null, noteFailure: async () => {} }
  const spray = { name: 'login_spray', ...rate }
  return {
    async wait(ip) {
      const { remaining, reset_seconds } = await limits.consume(spray, addressKey(ip), 0)
      return remaining > 0 ? null : reset_seconds
    },
    async noteFailure(ip, email) {
      const client = addressKey(ip)
      const first = await limits.consume({ ...spray, points: 1 }, `${client} ${email}`)
      if (first.allowed) await limits.consume(spray, client)
    },
  }
}

function signInLines(config: Config, log: Log) {
  const lost = { count: 0 }
  const write = fail2banFile(config.fail2ban_log_path, (error) => {
    lost.count++
    log.error({ err: error }, 'The sign-in lines cannot be written')
  })
  return { write, lost: () => lost.count }
}
