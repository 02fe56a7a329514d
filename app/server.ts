import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import {
  companiesRoutes,
  openGate,
  openStaffWork,
  prepareCompanies,
} from '../modules/companies/server/index.ts'
import { confirmMethods, csrfKeys, type Identity, identityRoutes } from '../modules/identity/server/index.ts'
import { integrationsRoutes } from '../modules/integrations/server/index.ts'
import { notificationsRoutes, openNotifications } from '../modules/notifications/server/index.ts'
import { operationsRoutes } from '../modules/operations/server/index.ts'
import { openPresence, type Presence, ticketsRoutes } from '../modules/tickets/server/index.ts'
import type { Config } from '../platform/config.ts'
import type { Crypto } from '../platform/crypto/index.ts'
import { type Database, installationName } from '../platform/database/index.ts'
import { sealEventsBy } from '../platform/events/index.ts'
import { exportRoutes, openExports } from '../platform/exports/index.ts'
import {
  cookieNames,
  type Door,
  openDoor,
  openServer,
  type Routes,
  routesOn,
} from '../platform/http/index.ts'
import { openLimits } from '../platform/limits/index.ts'
import type { Log } from '../platform/log/index.ts'
import { logOf, makeInitialAdmin, openAccounts, warnOfMissingLimits } from './accounts.ts'
import { type Background, openBackground } from './background.ts'
import { checkAnswer } from './check-answer.ts'
import { healthChecks } from './health.ts'
import { openMeters } from './meters.ts'
import { servePages } from './pages.ts'
import { openStoredFiles } from './tasks.ts'

export interface Portal {
  app: FastifyInstance
  door: Door
  identity: Identity
  background: Background
  log: Log
  /** Starts to answer; gives back the address. */
  listen(): Promise<string>
  /** No new requests, what runs is finished, then everything is closed; the database stays the caller's. */
  close(): Promise<void>
}

export interface PortalOptions {
  log?: Log
  /** Compare every answer with its contract (tests). */
  checkAnswers?: boolean
  role?: 'web' | 'worker' | 'all'
}

/** The composition root: the one list of modules. The database is migrated already. */
export async function openPortal(
  config: Config,
  database: Database,
  options: PortalOptions = {},
): Promise<Portal> {
  const log = options.log ?? logOf(config)
  const owner = await installationName(database)
  const limits = openLimits({ redis_url: config.redis_url, owner, database })
  const accounts = openAccounts(config, database, { log, limits })
  const { identity, crypto } = accounts
  sealEventsBy(database, crypto)
  await prepared(config, database, accounts, log).catch(async (error: unknown) => {
    await accounts.close()
    limits.close()
    throw error
  })
  warnOfMissingLimits(config, log)
  openNotifications(database, { portal_url: config.portal_url, crypto, locale: config.default_locale })
  const background = await openBackground({ config, database, log, crypto, role: options.role ?? 'all' })
  const door = openDoor({
    ...doorSettings(config, crypto),
    gate: gateOf(database, identity),
    limits,
    onLimited: identity.noteLimited,
    exports: openExports(database),
    ...(options.checkAnswers && { checkAnswer }),
  })
  const state = { leaving: false }
  const meters = openMeters(config, database, { log, accounts })
  const app = await openServer(door, { log, upload_max_bytes: config.upload_max_bytes, ...meters.hooks })
  const routes = routesOn(app, door)
  meters.serve(routes)
  const presence = openPresence({ redis_url: config.redis_url, owner })
  serveModules(routes, { config, database, door, identity, crypto, background, state, presence })
  await servePages(app, routes, {
    config,
    door,
    identity,
    background,
    log,
    onProblem: meters.hooks.onProblem,
  })
  await background.start()

  return {
    app,
    door,
    identity,
    background,
    log,
    listen: () => listen(app, config),
    async close() {
      state.leaving = true
      await background.quiet()
      await app.close()
      await background.stop()
      await accounts.close()
      limits.close()
      presence.close()
    },
  }
}

/** What may stop the start. */
async function prepared(
  config: Config,
  database: Database,
  { identity }: Pick<ReturnType<typeof openAccounts>, 'identity'>,
  log: Log,
): Promise<void> {
  await prepareCompanies(database)
  await identity.prepare()
  await makeInitialAdmin(config, identity, log)
}

function doorSettings(config: Config, crypto: Crypto) {
  return {
    rates: config.rates,
    trusted_proxies: config.trusted_proxies,
    portal_url: config.portal_url,
    root_path: config.root_path,
    allowed_origins: config.allowed_origins,
    cookies: cookieNames(config.session_cookie_name, config.portal_url.startsWith('https://')),
    csrf_keys: csrfKeys(crypto),
  }
}

const gateOf = (database: Database, identity: Identity) =>
  openGate({
    database,
    hashesOfKey: identity.hashesOfKey,
    readToken: identity.readToken,
    slideSession: identity.slideSession,
    lookAtSession: identity.lookAtSession,
    lookAtKey: identity.lookAtKey,
    confirmMethods,
    onKeyUsed: identity.noteKeyUse,
    onKeyRefused: identity.noteKeyFailure,
    onAdminRefused: (userId, ip) => identity.noteAdminFailure(userId, ip, 'not_allowed'),
  })

interface Parts {
  config: Config
  database: Database
  door: Door
  identity: Identity
  crypto: Crypto
  background: Background
  state: { leaving: boolean }
  presence: Presence
}

function serveModules(
  routes: Routes,
  { config, database, door, identity, crypto, background, state, presence }: Parts,
): void {
  const files = openStoredFiles(config)
  const { outbound } = background
  openStaffWork(database, { crypto, files, outbound, webhook: config.verify_webhook })
  exportRoutes(routes, { database, door, files })
  identityRoutes(routes, identity, files)
  companiesRoutes(routes, { root_path: config.root_path, portal_url: config.portal_url, files })
  notificationsRoutes(routes)
  ticketsRoutes(routes, {
    database,
    files,
    settings: { portal_url: config.portal_url, max_attachment_bytes: config.upload_max_bytes },
    presence,
  })
  integrationsRoutes(routes, database)
  operationsRoutes(routes, {
    database,
    checks: healthChecks(config, database, background, identity),
    notReady: () => (state.leaving ? 'draining' : null),
    facts: { portal_url: config.portal_url, smtp_configured: config.smtp !== null },
  })
}

async function listen(app: FastifyInstance, config: Config): Promise<string> {
  await app.listen({ host: config.host, port: config.port })
  const { port } = app.server.address() as AddressInfo
  return `http://${config.host === '0.0.0.0' ? 'localhost' : config.host}:${port}`
}
