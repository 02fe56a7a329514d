import { z } from '../../../platform/contract/schema.ts'
import { defineTask } from '../../../platform/jobs/index.ts'
import { eraseDue } from './erasure.service.ts'
import { foundationOf } from './foundation.ts'

defineTask({
  name: 'identity.erase',
  label: 'Erase people whose seven days are over, and copies of data likewise',
  input: z.object({}),
  per_company: false,
  cron: '41 * * * *',
  run: ({ database }) => eraseDue(foundationOf(database)).then((done) => ({ ...done })),
})
