import { TextInput } from '@mantine/core'
import { translateAny } from '../../../platform/web/messages/index.ts'
import { importFields } from '../../tickets/contract.ts'
import { t } from './messages.ts'

interface MappingFieldsProps {
  columns: Record<string, string>
  onChange: (columns: Record<string, string>) => void
}

/** Which column of the file is which field, where its name does not say so. */
export function MappingFields({ columns, onChange }: MappingFieldsProps) {
  return (
    <details>
      <summary>{t('import.mapping')}</summary>
      <p className="mp-muted">{t('import.mapping_text')}</p>
      <div className="im-grid">
        {importFields.map((field) => (
          <TextInput
            key={field}
            label={translateAny(`import.field_${field}`)}
            value={columns[field] ?? ''}
            maxLength={200}
            onChange={(event) => onChange({ ...columns, [field]: event.currentTarget.value })}
          />
        ))}
      </div>
    </details>
  )
}
