import type pg from 'pg'
import { schema } from './queue.ts'
import { deadLetters } from './registry.ts'

const queueOf = `case when name = '${deadLetters}' then coalesce(source_name, name) else name end`
const outputOf = `case when name = '${deadLetters}' then coalesce(source_output, output) else output end`

/** The one view that lists of jobs read. A dead job stands here once: as its dead letter, under the queue it came from. */
export async function installView(client: pg.ClientBase): Promise<void> {
  await client.query(`
    create index if not exists portal_newest on ${schema}.job_common (created_on desc, id desc);
    create index if not exists portal_queue_newest on ${schema}.job_common ((${queueOf}), created_on desc, id desc);
    create index if not exists portal_active on ${schema}.job_common (name) where state = 'active';
    create index if not exists portal_completed on ${schema}.job_common (completed_on) where state = 'completed';
    create or replace view ${schema}.portal_jobs with (security_invoker = true) as
      select id, ${queueOf} as queue,
        case when name = '${deadLetters}' then 'dead' when state = 'created' then 'due' when state = 'retry' then 'retrying'
          when state = 'active' then 'running' when state = 'completed' then 'done' else 'cancelled' end as state,
        data, case when name = '${deadLetters}' then coalesce(source_retry_count, 0) + 1 when state = 'created' then 0
          else retry_count + 1 end as attempts,
        case when name = '${deadLetters}' then 0 else retry_limit + 1 end as most_attempts, created_on, start_after,
        started_on, completed_on, coalesce(source_root_id, source_id) as root_id, ${outputOf} as output
      from ${schema}.job_common where name = '${deadLetters}' or state <> 'failed'`)
}
