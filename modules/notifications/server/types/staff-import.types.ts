import { companyName, staffImportAskedBy } from '../../../companies/server/index.ts'
import { declareNotificationType } from '../catalogue.ts'

declareNotificationType({
  event_type: 'company.staff_import_finished',
  label: 'Import of people finished',
  description: 'An import of people into the directory that you started is done, or failed',
  group: 'company',
  caused_by: ['staff_member.imported'],
  allowed_channels: ['in_app', 'email'],
  include_actor: true,
  async about(scope, { company_id, data }) {
    if (data.status === 'waiting' || typeof data.staff_import_id !== 'number') return null
    const user_id = await staffImportAskedBy(scope, data.staff_import_id)
    if (user_id === null || company_id === null) return null
    const company = (await companyName(scope, company_id)) ?? ''
    const [en, de] = wordsOf(data)
    return {
      people: [{ user_id }],
      message: `${company}: ${en}`,
      message_de: `${company}: ${de}`,
      link: data.mode === 'apply' ? '/staff' : '/staff/import',
      severity: data.status === 'done' ? 'success' : 'warning',
    }
  },
})

function wordsOf({ status, mode, created, updated, skipped }: Readonly<Record<string, unknown>>) {
  const isCheck = mode === 'check'
  if (status === 'failed')
    return [
      isCheck ? 'the check of your import of people failed.' : 'your import of people failed.',
      isCheck
        ? 'Die Prüfung Ihres Imports von Personen ist gescheitert.'
        : 'Ihr Import von Personen ist gescheitert.',
    ] as const
  return [
    `${isCheck ? 'the check of your import of people is done' : 'your import of people is done'}: ${created} new, ${updated} changed, ${skipped} left out.`,
    `${isCheck ? 'Die Prüfung Ihres Imports von Personen ist fertig' : 'Ihr Import von Personen ist fertig'}: ${created} neu, ${updated} geändert, ${skipped} ausgelassen.`,
  ] as const
}
