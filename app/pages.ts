import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { restrictions, signInPages } from '../modules/identity/contract.ts'
import { type Identity, sessionAnswer } from '../modules/identity/server/index.ts'
import { readBranding } from '../modules/operations/server/index.ts'
import type { Config } from '../platform/config.ts'
import { either, session, visitor } from '../platform/contract/endpoint.ts'
import { serveApp } from '../platform/http/app-page.ts'
import { serveDocs } from '../platform/http/docs.ts'
import type { Door, Metrics, Routes } from '../platform/http/index.ts'
import { serveLive } from '../platform/http/live.ts'
import type { Log } from '../platform/log/index.ts'
import type { Background } from './background.ts'
import { allApis } from './contracts.ts'
import { version } from './version.ts'

const dist = new URL('../dist/web/', import.meta.url).pathname

interface Parts {
  config: Config
  door: Door
  identity: Identity
  background: Background
  log: Log
  onProblem: Metrics['problem']
}

/** Everything that is not a module's endpoint: live updates, documentation, the web app. */
export async function servePages(app: FastifyInstance, routes: Routes, parts: Parts): Promise<void> {
  const { door, background, log, config, onProblem } = parts
  serveLive(routes, { live: background.live, gate: door.gate })
  serveDocs(app, routes, { door, apis: allApis })
  await serveApp(app, {
    door,
    dist,
    log,
    onProblem,
    build: buildName(),
    no_referrer: signInPages,
    reload: config.environment === 'development',
    boot: (request) => bootFor(parts, request),
  })
}

/** What the app finds in its page: the same as GET /auth/session or null, and what everybody may know. */
async function bootFor({ door, identity }: Parts, request: FastifyRequest) {
  const ask = {
    ...door.askOf(
      { method: 'GET', path: '/auth/session', access: either(session, visitor), restricted: restrictions },
      door.credentialOf({}, request),
      request,
    ),
    read_only: true,
  }
  return door.gate.enter(
    ask,
    () => {},
    async (scope, caller) => {
      const { needs_first_user, setup_token_required } = await identity.options(scope)
      const session = caller.session ? await sessionAnswer(scope, caller) : null
      return { session, branding: await readBranding(scope), needs_first_user, setup_token_required }
    },
  )
}

/** Changes with every build of the app, so that open pages notice. */
function buildName(): string {
  try {
    return createHash('sha256')
      .update(readFileSync(`${dist}index.html`))
      .digest('hex')
      .slice(0, 12)
  } catch {
    return version
  }
}
