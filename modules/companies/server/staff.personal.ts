import { declarePersonalData } from '../../../platform/personal/index.ts'

const acted = (table: string, user_column: string) =>
  ({
    table,
    user_column,
    role: 'portal_provider',
    exported: [],
    on_erase: { keep: 'it says who did it; the name is gone' },
  }) as const

/** An entry of the directory as nobody in particular (companies §4.13). */
export const blankedEntry = `user_id = null, first_name = 'Former staff member', last_name = '', email = null,
  email_key = null, mobile_phone = null, mobile_changed_at = null, phone = null, job_title = null, manager_id = null,
  manager_name = null, employer = null, street = null, city = null, state = null, postcode = null, country = null,
  note = null, enabled = false, archived_at = coalesce(archived_at, now()), erased_at = now(),
  version = version + 1, updated_at = now()`

declarePersonalData(
  {
    table: 'staff_members',
    user_column: 'user_id',
    role: 'portal_provider',
    exported: [
      'id',
      'company_id',
      'first_name',
      'last_name',
      'email',
      'mobile_phone',
      'phone',
      'job_title',
      'department',
      'manager_name',
      'employer',
      'street',
      'city',
      'state',
      'postcode',
      'country',
      'enabled',
      'onboard_on',
      'offboard_at',
      'account_action',
      'created_at',
      'archived_at',
    ],
    on_erase: { blank: blankedEntry },
  },
  acted('staff_members', 'action_requested_by_user_id'),
  acted('staff_requests', 'requested_by_user_id'),
  acted('staff_requests', 'decided_by_user_id'),
  acted('staff_imports', 'created_by_user_id'),
  acted('staff_verifications', 'requested_by_user_id'),
  acted('staff_verifications', 'confirmed_by_user_id'),
)
