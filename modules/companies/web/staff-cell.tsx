import { hasPermission, useCall } from '../../../platform/web/client/index.ts'
import { toast } from '../../../platform/web/ui/index.ts'
import type { StaffItem } from '../contract/staff.ts'
import { companiesApi } from '../contract.ts'
import { InlineText } from './inline-text.tsx'
import { t } from './messages.ts'
import { staffName } from './staff-words.ts'

type Field = 'department' | 'email' | 'mobile_phone' | 'phone'

const longest: Record<Field, number> = { department: 100, email: 254, mobile_phone: 40, phone: 40 }
const mayChange = () => hasPermission('staff.manage') || hasPermission('staff.manage_department')

/** A field of somebody in the directory, changed where it stands in the list. */
export function StaffCell({ person, field }: { person: StaffItem; field: Field }) {
  const { refreshes } = saving
  const call = useCall(companiesApi.changeStaff, { refreshes, onDone: () => toast.success(t('staff.saved')) })
  const save = (value: string | null) =>
    call.mutate(
      {
        params: { staff_member_id: person.id },
        body: { [field]: field === 'department' ? (value ?? '') : value, version: person.version },
      },
      { onError: (problem) => toast.error(problem, { text: t('staff.not_saved') }) },
    )
  return (
    <InlineText
      label={t('staff.field_of', { field: t(`staff.${field}`), name: staffName(person) })}
      value={person[field] || null}
      readOnly={!mayChange() || person.archived_at !== null}
      maxLength={longest[field]}
      placeholder={t(`staff.${field}`)}
      onSave={save}
    />
  )
}

const saving = { refreshes: [companiesApi.listStaff] }
