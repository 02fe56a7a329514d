import { endpoint, user, visitor } from '../contract/endpoint.ts'
import { list, optional, Text, z } from '../contract/schema.ts'

/** What the platform itself answers. */
export const platformApi = {
  openapi: endpoint({
    method: 'GET',
    path: '/openapi.json',
    access: user('account.read'),
    transaction: 'own',
    summary: 'This API, as OpenAPI 3.1, cut to what the caller may call',
    response: { 200: z.record(z.string(), z.unknown()) },
  }),
  live: endpoint({
    method: 'GET',
    path: '/live',
    access: user('live.read'),
    transaction: 'own',
    summary: 'Server-sent events that say what has changed, never how',
    query: z.strictObject({
      // Names one by one, or many of them with commas between: all that the tabs of a browser want.
      topics: list(Text(4_000), 50).check(z.minLength(1)),
      last_event_id: optional(Text(20)),
    }),
    response: { 200: null },
    problems: ['too_many_streams'],
  }),
  metrics: endpoint({
    method: 'GET',
    path: '/metrics',
    outside: true,
    access: visitor,
    credential: 'own',
    transaction: 'own',
    summary: 'Prometheus metrics, from the loopback address or with METRICS_TOKEN',
    response: { 200: null },
  }),
}
