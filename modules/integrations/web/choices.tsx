import { CloseButton } from '@mantine/core'
import type { Choice } from '../../../platform/web/ui/index.ts'
import { Picker, useForm } from '../../../platform/web/ui/index.ts'
import { t } from './messages.ts'

interface Props {
  /** The field of the body: a list. */
  name: string
  label: string
  hint?: string
  add: string
  /** What an entry is called. */
  nameOf: (value: string) => string
  /** Numbers on the wire. */
  numeric?: boolean
  load: (query: string, signal: AbortSignal) => Promise<readonly Choice[]>
}

/** Several entries of a long list: chips, and a picker that adds one. */
export function Choices({ name, label, hint, add, nameOf, numeric, load }: Props) {
  const form = useForm()
  const chosen = ((form.values[name] as (string | number)[] | null) ?? []).map(String)
  const put = (values: string[]) => form.set(name, numeric ? values.map(Number) : values)
  return (
    <div className="in-choices">
      <Picker
        label={label}
        {...(hint !== undefined && { hint })}
        placeholder={add}
        value={null}
        form={form}
        name={name}
        clearable={false}
        load={load}
        onChange={(choice) => choice && !chosen.includes(choice.value) && put([...chosen, choice.value])}
      />
      {chosen.length > 0 && (
        <ul className="in-chips" aria-label={label}>
          {chosen.map((value) => (
            <li key={value} className="in-chip">
              <span>{nameOf(value)}</span>
              <CloseButton
                size="xs"
                aria-label={t('webhooks.remove', { name: nameOf(value) })}
                onClick={() => put(chosen.filter((one) => one !== value))}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
