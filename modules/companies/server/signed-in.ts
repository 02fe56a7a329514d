import { registerConsumer } from '../../../platform/events/index.ts'
import { noteSignedIn } from './membership-step.queries.ts'

/** Signing in counts as working in the company that the session begins in (companies §2, last_active_at). */
registerConsumer({
  name: 'companies.signed_in',
  async consume(scope, events) {
    for (const { type, actor_kind, actor_id } of events) {
      if (type === 'session.created' && actor_kind === 'user' && actor_id !== null)
        await noteSignedIn(scope, actor_id)
    }
  },
})
