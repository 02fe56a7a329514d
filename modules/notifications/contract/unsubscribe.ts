import { endpoint, visitor } from '../../../platform/contract/endpoint.ts'
import { optional, Text, z } from '../../../platform/contract/schema.ts'

const token = z.object({ token: Text(600) })

/** Works without signing in; the token says for whom and for what (RFC 8058). */
export const unsubscribeApi = {
  unsubscribePage: endpoint({
    method: 'GET',
    path: '/notifications/unsubscribe/:token',
    access: visitor,
    credential: 'none',
    navigable: true,
    summary: 'A page with a button; opening it changes nothing',
    params: token,
    response: { 200: z.string() },
    transaction: 'own',
  }),
  unsubscribe: endpoint({
    method: 'POST',
    path: '/notifications/unsubscribe/:token',
    access: visitor,
    credential: 'none',
    navigable: true,
    summary: 'No more mail of this type, or of all types that are not mandatory; repeatable',
    params: token,
    accepts: ['application/x-www-form-urlencoded', 'multipart/form-data'],
    body: z.object({ scope: optional(z.enum(['type', 'all'])) }),
    response: { 200: z.object({ event_type: z.string(), scope: z.enum(['type', 'all']) }) },
    transaction: 'own',
  }),
}
