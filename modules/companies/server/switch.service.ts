import { invalid, notFound } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { Caller, OwnCall } from '../../../platform/http/index.ts'
import { sent } from '../../../platform/http/index.ts'
import { setSessionCompany } from '../../identity/server/index.ts'
import { sessionCompanySwitched } from './company.events.ts'
import { companyName } from './company.service.ts'
import { elsewhere } from './elsewhere.ts'
import { noteActive } from './membership-step.queries.ts'
import { ownPath } from './return-url.ts'
import { standingIn } from './standing.ts'

interface Wanted {
  company_id?: number | undefined
  return_url?: string | undefined
}

interface SwitchCall extends Pick<OwnCall, 'caller' | 'once' | 'raw'> {
  query: Wanted
  body: Wanted
}

/** Works in another company from now on; 404 for one that is not theirs, archived, or not there: one answer. */
export async function switchCompany(scope: Scope, caller: Caller, companyId: number) {
  const { user_id } = scope
  const standing = await standingIn(scope, companyId)
  if (standing.company_id === null || user_id === null) throw notFound()
  if (companyId !== scope.company_id) await setSessionCompany(scope, caller, companyId)
  const name = await elsewhere(scope, companyId, async (there) => {
    await noteActive(there, companyId, user_id)
    await announce(scope, sessionCompanySwitched, {
      subject_id: caller.session?.id ?? null,
      company_id: companyId,
      data: { user_id, from: scope.company_id, to: companyId },
    })
    return companyName(there, companyId)
  })
  return { company: { id: companyId, name: name ?? '' }, permissions: standing.permissions }
}

/** By JSON, form or query: programs get JSON, forms are sent on to where they wanted to go (companies §4.7). */
export async function serveSwitch(call: SwitchCall, rootPath: string) {
  const { body, query } = call
  const companyId = body.company_id ?? query.company_id
  if (companyId === undefined) throw invalid('company_id', 'required', 'This is needed.')
  const return_url = ownPath(body.return_url ?? query.return_url)

  const switched = await call.once((scope) => switchCompany(scope, call.caller, companyId), {
    sent: { company_id: companyId },
    any_company: true,
  })
  if (wantsJson(call.raw.request)) return { ...switched, return_url }
  await call.raw.reply.code(303).header('location', rooted(return_url, rootPath)).send()
  return sent
}

/** `fetch` says so by its mode; a form's navigation never wants it; others by their types. */
function wantsJson({ headers }: OwnCall['raw']['request']): boolean {
  const mode = headers['sec-fetch-mode']
  if (mode === 'cors' || mode === 'navigate') return mode === 'cors'
  return /\bjson\b/.test(headers.accept ?? '') || /^application\/json\b/.test(headers['content-type'] ?? '')
}

const rooted = (path: string, rootPath: string) =>
  rootPath === '' || path === rootPath || path.startsWith(`${rootPath}/`) ? path : rootPath + path
