import {
  api,
  hasPermission,
  isProvider,
  keyOf,
  queryClient,
  refresh,
} from '../../../platform/web/client/index.ts'
import type { FieldOption } from '../../../platform/web/ui/index.ts'
import { Picker } from '../../../platform/web/ui/index.ts'
import type { StaffMember } from '../contract/staff.ts'
import { companiesApi } from '../contract.ts'
import { InlineField } from './inline-field.tsx'
import { t } from './messages.ts'
import { countries, countryName } from './places.ts'
import { staffName } from './staff-words.ts'

/** Fields of an entry that are changed in place, one at a time. */
type Name =
  | 'first_name'
  | 'last_name'
  | 'email'
  | 'mobile_phone'
  | 'phone'
  | 'job_title'
  | 'department'
  | 'employer'
  | 'street'
  | 'postcode'
  | 'city'
  | 'state'
  | 'country'
  | 'note'

/** Saves one field; the version keeps what somebody else changed meanwhile from being overwritten. */
export async function saveField(person: StaffMember, body: Record<string, unknown>): Promise<void> {
  const params = { staff_member_id: person.id }
  const now = await api(companiesApi.changeStaff, { params, body: { ...body, version: person.version } })
  queryClient.setQueryData(keyOf(companiesApi.readStaff, { params }), now)
  await refresh(companiesApi.listStaff)
}

const texts: Record<Name, () => string> = {
  first_name: () => t('staff.first_name'),
  last_name: () => t('staff.last_name'),
  email: () => t('staff.email'),
  mobile_phone: () => t('staff.mobile_phone'),
  phone: () => t('staff.phone'),
  job_title: () => t('staff.job_title'),
  department: () => t('staff.department'),
  employer: () => t('staff.employer'),
  street: () => t('staff.street'),
  postcode: () => t('staff.postcode'),
  city: () => t('staff.city'),
  state: () => t('staff.state'),
  country: () => t('staff.country'),
  note: () => t('staff.note'),
}
/** These are never null: without a value they are empty. */
const neverNull: ReadonlySet<Name> = new Set(['first_name', 'last_name', 'department'])

export function StaffFields({ person, may }: { person: StaffMember; may: boolean }) {
  const field = (name: Name, more: { options?: readonly FieldOption[]; area?: boolean } = {}) => (
    <InlineField
      key={name}
      label={texts[name]()}
      value={person[name] ?? ''}
      shown={name === 'country' && person.country ? countryName(person.country) : undefined}
      may={may}
      save={(value) => saveField(person, { [name]: value === '' && !neverNull.has(name) ? null : value })}
      {...more}
    />
  )
  return (
    <>
      <section className="mp-card" aria-labelledby="staff-person">
        <h2 id="staff-person">{t('staff.fields_person')}</h2>
        <div className="st-grid">
          {(['first_name', 'last_name', 'email', 'mobile_phone', 'phone', 'job_title'] as const).map((name) =>
            field(name),
          )}
          {field('department')}
          <Manager person={person} may={may} />
          {field('employer')}
        </div>
        {isProvider() && hasPermission('staff.view') && (
          <div className="st-note">
            {field('note', { area: true })}
            <p className="mp-muted mp-small">{t('staff.note_hint')}</p>
          </div>
        )}
      </section>
      <section className="mp-card" aria-labelledby="staff-address">
        <h2 id="staff-address">{t('staff.address')}</h2>
        <div className="st-grid">
          {(['street', 'postcode', 'city', 'state'] as const).map((name) => field(name))}
          {field('country', { options: countries() })}
        </div>
      </section>
    </>
  )
}

function Manager({ person, may }: { person: StaffMember; may: boolean }) {
  if (!may) return <InlineField label={t('staff.manager')} value={person.manager_name ?? ''} may={false} />
  const value =
    person.manager_name === null
      ? null
      : { value: String(person.manager_id ?? ''), label: person.manager_name }
  return (
    <Picker
      label={t('staff.manager')}
      placeholder={t('staff.manager_none')}
      value={value}
      load={async (q, signal) => {
        const query = { company_id: person.company_id, limit: 20, ...(q && { q }) }
        const { items } = await api(companiesApi.listStaff, { query }, { signal })
        return items
          .filter(({ id }) => id !== person.id)
          .map((one) => ({ value: String(one.id), label: staffName(one) }))
      }}
      onChange={(choice) => void saveField(person, { manager_id: choice ? Number(choice.value) : null })}
    />
  )
}
