import { invalid } from '../../../platform/contract/problems.ts'
import { dismissFailure, listFailures, retryFailure } from '../../../platform/events/index.ts'
import type { Routes } from '../../../platform/http/index.ts'
import { askVerification, readVerification } from '../../../platform/jobs/index.ts'
import { streamApi } from '../contract/stream.ts'

export function streamRoutes({ route }: Routes): void {
  route(streamApi.verifyEvents, async ({ scope, body }) => {
    if (Date.parse(body.from) >= Date.parse(body.to))
      throw invalid('to', 'too_small', 'The end must lie after the beginning.')
    const { id, status } = await askVerification(scope, body)
    return { id, kind: 'event_verification' as const, status, path: `/api/events/verifications/${id}` }
  })
  route(streamApi.readVerification, ({ scope, params }) =>
    readVerification(scope, params.event_verification_id),
  )
  route(streamApi.listEventFailures, ({ scope, query }) => listFailures(scope, query))
  route(streamApi.retryEventFailure, ({ scope, params }) => retryFailure(scope, params.event_failure_id))
  route(streamApi.dismissEventFailure, ({ scope, params }) => dismissFailure(scope, params.event_failure_id))
}
