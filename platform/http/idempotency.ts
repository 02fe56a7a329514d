import { createHash } from 'node:crypto'
import { problem } from '../contract/problems.ts'
import type { Scope } from '../database/index.ts'

export interface Kept {
  status: number
  headers: Record<string, string>
  body: unknown
}

interface Claim {
  key: string
  endpoint: string
  hash: Buffer
}

const keyForm = /^[\x21-\x7e]{16,64}$/
const keptBytes = 65_536

/** The request as one hash: who repeats a key with another request is told so. */
export function requestHash(
  endpoint: string,
  address: string,
  companyId: number | null,
  body: unknown,
): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([endpoint, address, companyId, canonical(body)]))
    .digest()
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, canonical(inner)]),
  )
}

export function checkKey(key: string): string {
  if (keyForm.test(key)) return key
  throw problem('invalid_input', {
    errors: [
      { field: 'Idempotency-Key', code: 'bad_format', message: 'Send 16 to 64 visible ASCII characters.' },
    ],
  })
}

/**
 * Claims a key inside the request's transaction, so a failed request leaves none (api §4.10). Gives back the
 * first answer when there is one; while the first is still running it waits for up to 5 s, then 409.
 */
export async function claimKey(scope: Scope, claim: Claim): Promise<Kept | null> {
  const inserted = await insertKey(scope, claim)
  if (inserted) return null

  const { rows } = await scope.tx.run<{
    request_hash: Buffer
    status: number | null
    headers: Record<string, string>
    body: unknown
  }>(
    `select request_hash, status, headers, body from idempotency_keys
     where actor_kind = $1 and actor_id = $2 and key = $3`,
    [scope.actor.kind, scope.actor.id, claim.key],
  )
  const first = rows[0]
  if (!first || first.status === null)
    throw problem('request_in_progress', { headers: { 'retry-after': '1' } })
  if (!first.request_hash.equals(claim.hash)) throw problem('idempotency_key_reused')
  return { status: first.status, headers: first.headers, body: first.body }
}

async function insertKey(scope: Scope, claim: Claim): Promise<boolean> {
  try {
    const { rowCount } = await scope.tx.run(
      `insert into idempotency_keys (actor_kind, actor_id, key, company_id, endpoint, request_hash)
       values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
      [scope.actor.kind, scope.actor.id, claim.key, scope.company_id, claim.endpoint, claim.hash],
    )
    return rowCount === 1
  } catch (error) {
    if ((error as { code?: string }).code !== '55P03') throw error
    throw problem('request_in_progress', { headers: { 'retry-after': '1' } })
  }
}

/** Keeps the answer beside its key. Large answers and secrets are not kept: a repeat is told what was made. */
export async function keepAnswer(scope: Scope, claim: Claim, kept: Kept, secret: boolean): Promise<void> {
  const text = JSON.stringify(kept.body ?? null)
  const withheld = secret || text.length > keptBytes
  const made = (kept.headers.location ?? '').split('/').pop() ?? ''
  const body = withheld ? JSON.stringify({ withheld: true, id: Number(made) || null }) : text
  await scope.tx.run(
    `update idempotency_keys set status = $4, headers = $5, body = $6 where actor_kind = $1 and actor_id = $2 and key = $3`,
    [scope.actor.kind, scope.actor.id, claim.key, kept.status, JSON.stringify(kept.headers), body],
  )
}

/** The first answer again, or 409 where it was not kept. */
export function replay(kept: Kept): Kept {
  const body = kept.body as { withheld?: true; id?: number | null } | null
  if (!body?.withheld) return kept
  const { location } = kept.headers
  throw problem('already_created', {
    members: { id: body.id ?? null },
    ...(location && { headers: { location } }),
  })
}
