import { Id, z } from '../../../platform/contract/schema.ts'
import { announce } from '../../../platform/events/index.ts'
import { defineJob } from '../../../platform/jobs/index.ts'
import { inHouseScope } from '../../companies/server/index.ts'
import type { IntegrationCheck } from '../contract/syncro.ts'
import { houseOf } from './house.ts'
import { accessOf } from './syncro.access.ts'
import { SyncroProblem, syncroClient } from './syncro.client.ts'
import { checkFinished } from './syncro.events.ts'
import { endCheck } from './syncro.queries.ts'

const pages = ['tickets', 'customers', 'contacts'] as const

/** One page of each: what can be read is said, and what the key may not read. */
export const checkJob = defineJob({
  name: 'integrations.check',
  data: z.object({ integration_check_id: Id }),
  kind: 'outside',
  retries: 0,
  retry_delay_seconds: 1,
  expire_seconds: 110,
  concurrency: 1,
  async run({ data, database, signal }) {
    const inside = <T>(act: Parameters<typeof inHouseScope<T>>[2]) =>
      inHouseScope(
        database,
        { company_id: null, request_id: `integration-check-${data.integration_check_id}` },
        act,
      )
    const access = await inside(accessOf)
    const steps: IntegrationCheck['steps'] = []
    for (const name of access ? pages : []) {
      if (!access) break
      const begun = performance.now()
      const client = syncroClient(houseOf(database), access, signal)
      const wrong = await client.get(`/${name}?page=1`).then(
        (value) => (isPage(value, name) ? null : unexpected),
        (error: unknown) => {
          if (!(error instanceof SyncroProblem)) throw error
          return error
        },
      )
      const duration_ms = Math.round(performance.now() - begun)
      steps.push({
        name,
        ok: wrong === null,
        ...(wrong && { code: wrong.code }),
        detail: wrong?.message ?? null,
        duration_ms,
      })
    }
    const ok = steps.length > 0 && steps.every((step) => step.ok)
    await inside(async (scope) => {
      if (!(await endCheck(scope, data.integration_check_id, ok, steps))) return
      await announce(scope, checkFinished, {
        subject_id: null,
        company_id: null,
        data: { slug: 'syncro', ok },
      })
    })
  },
})

const unexpected = new SyncroProblem('unexpected_answer', 'This is not what Syncro answers.')
const isPage = (value: unknown, name: string) =>
  typeof value === 'object' && value !== null && Array.isArray((value as Record<string, unknown>)[name])
