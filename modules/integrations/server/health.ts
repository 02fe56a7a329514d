import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { type Failure, noteFailure, noteSuccess } from './health.queries.ts'
import { integrationFailed, integrationRecovered } from './syncro.events.ts'

/** A call to another system worked. */
export async function works(scope: Scope, slug: string): Promise<void> {
  if (!(await noteSuccess(scope, slug))) return
  await announce(scope, integrationRecovered, {
    subject_id: null,
    company_id: null,
    data: { slug, code: null },
  })
}

/** A call failed for good; answers for how many ms nobody should ask. Failing for 10 minutes is told once. */
export async function fails(scope: Scope, slug: string, failure: Failure, unitMs: number): Promise<number> {
  const { tell, pause_ms } = await noteFailure(scope, slug, failure, unitMs)
  if (tell)
    await announce(scope, integrationFailed, {
      subject_id: null,
      company_id: null,
      data: { slug, code: failure.code },
    })
  return pause_ms
}
