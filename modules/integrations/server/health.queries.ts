import type { Scope } from '../../../platform/database/index.ts'
import type { Integration } from '../contract/syncro.ts'

export type Health = Integration['health']

const none: Health = {
  last_used_at: null,
  last_success_at: null,
  last_error_at: null,
  last_error_code: null,
  last_error: null,
  consecutive_failures: 0,
  paused_until: null,
}

const one = `select last_used_at, last_success_at, last_error_at, last_error_code, last_error, consecutive_failures,
  case when paused_until > now() then paused_until end as paused_until from integration_health where slug = $1`

export async function selectHealth(scope: Scope, slug: string): Promise<Health> {
  const { rows } = await scope.tx.run<Health & Record<string, unknown>>(one, [slug])
  return rows[0] ?? none
}

const worked = `insert into integration_health as h (slug, last_used_at, last_success_at) values ($1, now(), now())
on conflict (slug) do update set last_used_at = now(), last_success_at = now(), consecutive_failures = 0, failing_since = null,
  failing_told_at = null, paused_until = null
where h.consecutive_failures > 0 or h.last_success_at is null or h.last_success_at < now() - interval '10 seconds'`
const wasTold =
  'select failing_told_at is not null as told from integration_health where slug = $1 for update'

/** A call worked: written once in 10 s, and at once when it is the first one again. True when its failing had been told. */
export async function noteSuccess(scope: Scope, slug: string): Promise<boolean> {
  const { rows } = await scope.tx.run<{ told: boolean }>(wasTold, [slug])
  await scope.tx.run(worked, [slug])
  return rows[0]?.told ?? false
}

export interface Failure {
  code: string
  message: string
}

// Five failures in a row pause for a minute, ten for two, at most half an hour.
const failed = `insert into integration_health as h (slug, last_used_at, last_error_at, last_error_code, last_error,
  consecutive_failures, failing_since) values ($1, now(), now(), $2, left($3, 500), 1, now())
on conflict (slug) do update set last_used_at = now(), last_error_at = now(), last_error_code = excluded.last_error_code,
  last_error = excluded.last_error, consecutive_failures = h.consecutive_failures + 1,
  failing_since = coalesce(h.failing_since, now()),
  paused_until = case when (h.consecutive_failures + 1) % 5 = 0 then clock_timestamp() + least(1800,
    60 * 2 ^ ((h.consecutive_failures + 1) / 5 - 1)) * $4::float8 * interval '1 millisecond' else h.paused_until end,
  failing_told_at = coalesce(h.failing_told_at,
    case when h.failing_since < now() - interval '10 minutes' then now() end)
returning h.failing_told_at = now() as tell, case when h.paused_until > clock_timestamp()
  then extract(epoch from h.paused_until - clock_timestamp())::float8 * 1000 else 0 end as pause_ms`

/** A call failed; how long nobody should ask, and whether it has failed for so long that people are to be told, once. */
export async function noteFailure(
  scope: Scope,
  slug: string,
  { code, message }: Failure,
  unitMs: number,
): Promise<{ tell: boolean; pause_ms: number }> {
  const { rows } = await scope.tx.run<{ tell: boolean | null; pause_ms: number }>(failed, [
    slug,
    code,
    message,
    unitMs,
  ])
  return { tell: rows[0]?.tell ?? false, pause_ms: rows[0]?.pause_ms ?? 0 }
}

const forget =
  'update integration_health set consecutive_failures = 0, failing_since = null, paused_until = null where slug = $1'

/** The connection is another one now: what failed before says nothing of it. */
export async function forgetFailures(scope: Scope, slug: string): Promise<void> {
  await scope.tx.run(forget, [slug])
}
