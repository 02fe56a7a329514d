import type { AuditEntry } from '../contract.ts'
import { textOf, wordsOf } from './audit-words.ts'
import { t } from './messages.ts'

/** Before and after side by side; below one another on phones. */
export function AuditChanges({ changes }: { changes: AuditEntry['changes'] }) {
  return (
    <table className="audit-changes">
      <thead>
        <tr>
          <th scope="col">{t('audit.field')}</th>
          <th scope="col">{t('audit.before')}</th>
          <th scope="col">{t('audit.after')}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, before, after }) => (
          <tr key={field}>
            <th scope="row">{wordsOf(field)}</th>
            <td data-label={t('audit.before')} className="audit-before">
              {said(before)}
            </td>
            <td data-label={t('audit.after')} className="audit-after">
              {said(after)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Values that nobody may read say that they changed. */
const said = (value: unknown) => (value === 'changed' ? t('audit.changed') : textOf(value))
