import { declareProblems } from '../../../platform/contract/problems.ts'
import { Email, Id, nullable, Text, Time, z } from '../../../platform/contract/schema.ts'
import { endpoint, recent, session, visitor } from './endpoint.ts'

export const PersonalExport = z.object({
  id: Id,
  status: z.enum(['queued', 'running', 'ready', 'failed', 'expired']),
  created_at: Time,
  ready_at: nullable(Time),
  expires_at: Time,
})
export type PersonalExport = z.infer<typeof PersonalExport>

const params = z.strictObject({ export_id: Id })

export const personalApi = {
  listExports: endpoint({
    method: 'GET',
    path: '/me/exports',
    access: session,
    summary: 'Copies of my data that I asked for',
    response: { 200: z.object({ items: z.array(PersonalExport) }) },
  }),
  askForExport: endpoint({
    method: 'POST',
    path: '/me/exports',
    access: recent(session),
    summary: 'Ask for a copy of everything that is stored about me',
    response: {
      202: z.object({ id: Id, kind: z.literal('personal_export'), status: z.string(), path: z.string() }),
    },
    location: '/me/exports/{id}',
    problems: ['rate_limited'],
  }),
  readExport: endpoint({
    method: 'GET',
    path: '/me/exports/:export_id',
    access: session,
    summary: 'How far such a copy is',
    params,
    response: { 200: PersonalExport },
  }),
  downloadExport: endpoint({
    method: 'GET',
    path: '/me/exports/:export_id/download',
    access: recent(session),
    navigable: true,
    transaction: 'own',
    summary: 'The copy, as ZIP',
    params,
    response: { 200: null },
    problems: ['export_not_ready'],
  }),
  askForErasure: endpoint({
    method: 'POST',
    path: '/me/erasure',
    access: recent(session),
    transaction: 'own',
    summary: 'Erase my account in seven days; a mailed link cancels it',
    body: z.strictObject({ confirm_email: Email }),
    response: { 200: z.object({ erase_after: Time }) },
    problems: ['last_super_admin', 'last_company_owner'],
  }),
  cancelErasure: endpoint({
    method: 'POST',
    path: '/auth/erasure/cancel',
    access: visitor,
    limit: 'register',
    transaction: 'own',
    summary: 'Keep the account after all',
    body: z.strictObject({ token: Text(200) }),
    response: { 200: z.object({ status: z.literal('kept') }) },
    problems: ['invalid_token'],
  }),
}

declareProblems({
  export_not_ready: [
    409,
    'The file is not ready',
    'Wait until its status says that it is; it is kept for seven days.',
  ],
  last_super_admin: [
    409,
    'Somebody must keep administering the portal',
    'Make another person super administrator first.',
  ],
})
