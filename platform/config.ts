import { readRates } from './config-rates.ts'
import { ConfigProblems, type Read, readerOn, type Source } from './config-reader.ts'
import { readSecrets } from './config-secrets.ts'
import { parseOrigins } from './http/index.ts'
import { type Network, parseNetworks, type Rate } from './limits/index.ts'

export interface Config {
  environment: 'development' | 'test' | 'staging' | 'production'
  host: string
  port: number
  portal_url: string
  root_path: string
  data_dir: string
  database_url: string | null
  migration_database_url: string | null
  database_pool_size: number
  database_ssl: boolean | undefined
  /** A login that the walls cannot hold is allowed in production; health is degraded then. */
  allow_superuser_database: boolean
  redis_url: string | null
  session_secret: string
  session_secret_previous: string[]
  /** Of people who chose none: `en-GB`. */
  default_locale: string
  /** A text search configuration of PostgreSQL; what is searched is read in it (tickets §4.9). */
  search_language: string
  session_cookie_name: string
  session_idle_hours: number
  session_absolute_days: number
  webauthn_rp_id: string | null
  totp_encryption_key: string
  totp_encryption_key_previous: string[]
  /** What encrypts private signing keys, newest first. */
  m2m_keys: [string, ...string[]]
  tokens: {
    issuer: string
    audience: string
    algorithm: 'ES256' | 'EdDSA'
    life_minutes: number
  }
  setup_token: string | null
  initial_admin: { email: string; password: string } | null
  password_breach_check: 'hibp' | 'offline'
  password_breach_url: string
  breached_passwords_file: string | null
  trusted_proxies: Network[]
  allowed_origins: string[]
  rates: Record<string, Rate | null>
  smtp: {
    host: string
    port: number
    secure: 'starttls' | 'tls' | 'off'
    user: string | null
    password: string | null
    from: string
  } | null
  mail_from: string
  /** The gateway for text messages; `auth` is what follows `Basic`. */
  sms: { endpoint: string; auth: string | null } | null
  /** Where codes for callers go instead of by SMS. */
  verify_webhook: { url: string; key: string | null } | null
  /** What of Syncro stands in the environment: it wins over the page. */
  syncro: { base_url: string | null; api_key: string | null }
  outbound_allow: string
  upload_max_bytes: number
  logging_level: string
  log_format: 'json' | 'pretty'
  fail2ban_log_path: string | null
  metrics_token: string | null
}

/** Reads the environment once, checks everything before anything is opened, and makes the secrets an embedded portal lacks. */
export function readConfig(environment: Source = process.env): Config {
  const problems: string[] = []
  const read = readerOn(environment, problems)
  const base = readBase(read, problems)
  const strict = base.environment === 'production' || base.environment === 'staging'
  const { database_url, data_dir, portal_url } = base
  if (strict) checkStrict(problems, { portalUrl: portal_url, allowHttp: read.flag('ALLOW_HTTP', false) })
  const config: Config = {
    ...base,
    ...readSecrets(read, problems, { dataDir: data_dir, strict, embedded: database_url === null }),
    host: read.text('HOST') ?? (strict ? '0.0.0.0' : 'localhost'),
    ...readSessions(read),
    tokens: readTokens(read, problems, portal_url),
    ...readPasswords(read, problems, base.environment),
    trusted_proxies: read.parsed('TRUSTED_PROXIES', 'loopback', parseNetworks),
    allowed_origins: read.parsed('ALLOWED_ORIGINS', database_url || strict ? '' : siteServers, parseOrigins),
    rates: readRates(read, base.environment === 'test'),
    smtp: readSmtp(read, problems),
    mail_from: read.text('SMTP_FROM') ?? `portal@${hostOf(portal_url)}`,
    ...readMessages(read, problems),
    ...readRunning(read, base.environment),
  }
  if (problems.length > 0) throw new ConfigProblems(problems)
  return config
}

const siteServers = 'http://localhost:4000,http://127.0.0.1:4000'

function readBase(read: Read, problems: string[]) {
  const port = read.number('PORT', 8000, 0, 65_535)
  const database_url = read.text('DATABASE_URL')
  const portal_url = (read.text('PORTAL_URL') ?? `http://localhost:${port}`).replace(/\/$/, '')
  if (!/^https?:\/\/[^/]+(\/.*)?$/.test(portal_url))
    problems.push('PORTAL_URL must be an address like https://portal.example.com')
  return {
    environment: read.oneOf('ENVIRONMENT', ['development', 'test', 'staging', 'production'], 'development'),
    port,
    portal_url,
    root_path: readRootPath(read, problems),
    default_locale: read.parsed('DEFAULT_LOCALE', 'en-GB', (text) => new Intl.Locale(text).toString()),
    search_language: (read.text('SEARCH_LANGUAGE') ?? 'english').toLowerCase(),
    data_dir: read.text('DATA_DIR') ?? 'data',
    database_url: database_url ? normalUrl(database_url, problems) : null,
    migration_database_url: read.text('MIGRATION_DATABASE_URL'),
    database_pool_size: read.number('DATABASE_POOL_SIZE', 10, 1, 200),
    database_ssl:
      read.oneOf('DATABASE_SSL', ['auto', 'require', 'disable'], 'auto') === 'require' ? true : undefined,
    allow_superuser_database: read.flag('ALLOW_SUPERUSER_DATABASE', false),
    redis_url: read.text('REDIS_URL'),
  }
}

function readSessions(read: Read) {
  return {
    session_cookie_name: read.text('SESSION_COOKIE_NAME') ?? 'myportal_session',
    session_idle_hours: read.number('SESSION_IDLE_HOURS', 12, 1, 720),
    session_absolute_days: read.number('SESSION_ABSOLUTE_DAYS', 7, 1, 90),
    setup_token: read.text('SETUP_TOKEN'),
    webauthn_rp_id: read.text('WEBAUTHN_RP_ID'),
  }
}

function readTokens(read: Read, problems: string[], portalUrl: string): Config['tokens'] {
  const issuer = read.text('M2M_JWT_ISSUER') ?? portalUrl
  if (!URL.canParse(issuer))
    problems.push('M2M_JWT_ISSUER must be an address like https://portal.example.com')
  return {
    issuer,
    audience: read.text('M2M_JWT_AUDIENCE') ?? issuer,
    algorithm: read.oneOf('M2M_JWT_ALGORITHM', ['ES256', 'EdDSA'], 'ES256'),
    life_minutes: read.number('M2M_JWT_ACCESS_TOKEN_EXPIRE_MINUTES', 15, 1, 60),
  }
}

function readPasswords(read: Read, problems: string[], environment: Config['environment']) {
  const email = read.text('INITIAL_ADMIN_EMAIL')
  const password = read.text('INITIAL_ADMIN_PASSWORD')
  if ((email === null) !== (password === null)) {
    const missing = email === null ? 'INITIAL_ADMIN_EMAIL' : 'INITIAL_ADMIN_PASSWORD'
    problems.push(`${missing} is missing: set both INITIAL_ADMIN_EMAIL and INITIAL_ADMIN_PASSWORD, or none`)
  }
  return {
    initial_admin: email !== null && password !== null ? { email, password } : null,
    password_breach_check: read.oneOf(
      'PASSWORD_BREACH_CHECK',
      ['hibp', 'offline'],
      environment === 'test' ? 'offline' : 'hibp',
    ),
    password_breach_url: read.text('PASSWORD_BREACH_URL') ?? 'https://api.pwnedpasswords.com/range',
    breached_passwords_file: read.text('BREACHED_PASSWORDS_FILE'),
  }
}

function readRunning(read: Read, environment: Config['environment']) {
  return {
    outbound_allow: read.text('OUTBOUND_ALLOW') ?? '',
    upload_max_bytes: read.number('UPLOAD_MAX_MB', 25, 1, 1024) * 1_048_576,
    logging_level: (read.text('LOGGING_LEVEL') ?? 'info').toLowerCase(),
    log_format: read.oneOf(
      'LOG_FORMAT',
      ['json', 'pretty'],
      environment === 'development' ? 'pretty' : 'json',
    ),
    fail2ban_log_path: read.text('FAIL2BAN_LOG_PATH'),
    metrics_token: read.text('METRICS_TOKEN'),
  }
}

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).hostname : 'localhost')

function readRootPath(read: Read, problems: string[]): string {
  const path = (read.text('ROOT_PATH') ?? '').replace(/\/$/, '')
  if (path && !/^(\/[A-Za-z0-9._-]+)+$/.test(path)) problems.push('ROOT_PATH must look like /api/v1')
  return path
}

function readSmtp(read: Read, problems: string[]): Config['smtp'] {
  const host = read.text('SMTP_HOST')
  if (!host) return null
  const from = read.text('SMTP_FROM')
  if (!from) problems.push('SMTP_FROM is needed when SMTP_HOST is set')
  return {
    host,
    port: read.number('SMTP_PORT', 587, 1, 65_535),
    secure: read.oneOf('SMTP_SECURE', ['starttls', 'tls', 'off'], 'starttls'),
    user: read.text('SMTP_USER'),
    password: read.text('SMTP_PASSWORD'),
    from: from ?? '',
  }
}

function readMessages(read: Read, problems: string[]): Pick<Config, 'sms' | 'verify_webhook' | 'syncro'> {
  const address = (name: string) => {
    const url = read.text(name)
    if (url && !/^https?:\/\/[^/]+/.test(url))
      problems.push(`${name} must be an address like https://host.example.com/path`)
    return url
  }
  const endpoint = address('SMS_ENDPOINT')
  const url = address('VERIFY_WEBHOOK_URL')
  return {
    sms: endpoint ? { endpoint, auth: read.text('SMS_AUTH') } : null,
    verify_webhook: url ? { url, key: read.text('VERIFY_API_KEY') } : null,
    syncro: { base_url: address('SYNCRO_WEBHOOK_URL'), api_key: read.text('SYNCRO_API_KEY') },
  }
}

/** `postgres://` and driver spellings become postgresql://; other databases are refused. */
function normalUrl(url: string, problems: string[]): string {
  const normal = url.replace(/^postgres(ql)?(\+\w+)?:\/\//, 'postgresql://')
  if (!normal.startsWith('postgresql://')) problems.push('DATABASE_URL must start with postgresql://')
  return normal
}

function checkStrict(
  problems: string[],
  { portalUrl, allowHttp }: { portalUrl: string; allowHttp: boolean },
): void {
  if (!portalUrl.startsWith('https://') && !allowHttp)
    problems.push('PORTAL_URL must be https in production (or set ALLOW_HTTP=true)')
  if (process.getuid?.() === 0) problems.push('Do not run as root in production: use a user of its own')
}

export { ConfigProblems } from './config-reader.ts'
