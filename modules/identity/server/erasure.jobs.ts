import { z } from '../../../platform/contract/schema.ts'
import { defineTask } from '../../../platform/jobs/index.ts'
import { eraseDue } from './erasure.service.ts'
import { foundationOf } from './foundation.ts'

defineTask({
  name: 'identity.erase',
  label: 'Erase people whose days are over and invitations nobody took up; let go of copies of data',
  input: z.object({}),
  per_company: false,
  cron: '41 * * * *',
  run: ({ database }) => eraseDue(foundationOf(database)).then((done) => ({ ...done })),
})
