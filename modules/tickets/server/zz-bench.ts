import { inTransaction, openPostgres, sealScope } from '../../../platform/database/index.ts'
import { findTickets } from './index.ts'
import { readTicket } from './ticket.read.ts'
const database = openPostgres({ url: 'postgresql://postgres@127.0.0.1:5499/tk_bench', pool_size: 2 })
const one = async (who: any, act: (s: any) => Promise<any>, explain = false) => {
  const opening = { role: who.desk ? 'portal_provider' : 'portal_member', company_ids: who.companies ?? [], all_companies: !!who.all, user_id: who.user } as any
  return inTransaction(database, opening, async (tx) => {
    const wrapped = explain ? { ...tx, run: async (t: string, v: any[]) => { const r = await tx.run<any>('explain (analyze, buffers) ' + t, v); console.log(r.rows.map((x: any) => x['QUERY PLAN']).join('\n')); return tx.run(t, v) } } : tx
    const scope = sealScope({ kind: who.desk ? 'provider' : 'person', tx: wrapped as any, role: opening.role, actor: { kind: 'user', id: who.user }, impersonator_id: null, user_id: who.user, company_id: who.companies?.[0] ?? null, company_ids: who.companies ?? [], all_companies: !!who.all, permissions: new Set(who.perms ?? []), is_super_admin: false, request_id: 'internal-work', origin: { ip: null, user_agent: null }, caused_by: null } as any)
    return act(scope)
  })
}
const desk = { desk: true, all: true, user: 2 }
const listed = { desk: true, user: 2, companies: Array.from({ length: 41 }, (_, n) => 1 + n) }
const olive = { user: 30, companies: [2], perms: ['tickets.view_company', 'tickets.create'] }
const own = { user: 30, companies: [2], perms: ['tickets.create'] }
const base = { limit: 25, sort: '-updated_at' as const }
const cases: [string, any, any][] = [
  ['desk all', desk, base], ['desk open', desk, { ...base, status_kind: ['open', 'pending'] }], ['desk mine', desk, { ...base, mine: true, status_kind: ['open', 'pending'] }],
  ['desk mine all', desk, { ...base, mine: true }], ['unassigned', desk, { ...base, assigned_user_id: 'null', status_kind: ['open', 'pending'] }], ['one status', desk, { ...base, status: ['resolved'] }], ['status open', desk, { ...base, status: ['open'] }],
  ['priority sort', desk, { ...base, sort: '-priority' }], ['priority high', desk, { ...base, priority: ['urgent'] }], ['company', desk, { ...base, company_id: [2] }], ['created', desk, { ...base, sort: 'created_at' }],
  ['q rare', desk, { ...base, q: 'number 99999 nothing' }], ['q common', desk, { ...base, q: 'printer' }], ['q num', desk, { ...base, q: 'T-5000' }], ['count', desk, { ...base, count: true }], ['needs', desk, { ...base, needs_answer: true }],
  ['listed', listed, base], ['listed open', listed, { ...base, status_kind: ['open'] }], ['olive', olive, base], ['olive q', olive, { ...base, q: 'zzz' }], ['olive count', olive, { ...base, count: true }], ['olive mine', olive, { ...base, mine: true }], ['own', own, base], ['own created', own, { ...base, sort: '-created_at' }],
]
const only = process.argv[2]
for (const [name, who, q] of cases) {
  if (only && name !== only) continue
  if (only) { await one(who, (s) => findTickets(s, q), true); continue }
  for (let n = 0; n < 8; n++) await one(who, (s) => findTickets(s, q))
  const times: number[] = []
  let r: any
  for (let n = 0; n < 30; n++) { const a = performance.now(); r = await one(who, (s) => findTickets(s, q)); times.push(performance.now() - a) }
  times.sort((a, b) => a - b)
  console.log(name.padEnd(16), 'p50', times[15]!.toFixed(2), 'p95', times[28]!.toFixed(2), r.items.length, r.total ?? '', r.next ? 'next' : '')
}
if (!only) { const times: number[] = []; for (let n = 0; n < 40; n++) { const a = performance.now(); await one(desk, (s) => readTicket(s, 5000)); times.push(performance.now() - a) } times.sort((a, b) => a - b); console.log('detail', times[20]!.toFixed(2), times[38]!.toFixed(2)) }
await database.close()
