import { CloseButton, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Person, Picker, useForm } from '../../../platform/web/ui/index.ts'
import type { Whom } from '../contract.ts'
import { Focusable } from './for-whom.tsx'
import { t } from './messages.ts'
import { atDesk, useAssignees } from './ticket.data.ts'
import { choiceOf, findWhom, whomOf } from './whom.ts'

/** People in copy of a new ticket: colleagues by name, others by address. */
export function CopyTo() {
  const form = useForm()
  const people = (form.values.cc as readonly Whom[] | undefined) ?? []
  const companyId = typeof form.values.company_id === 'number' ? form.values.company_id : undefined
  const colleagues = { people: useAssignees(atDesk(), companyId), hint: t('ticket.new.colleague') }
  const error = Object.entries(form.errors).find(([name, text]) => /^cc\b/.test(name) && text)?.[1]
  return (
    <Focusable name="cc" label={t('ticket.new.cc')}>
      <Picker
        label={t('ticket.new.cc')}
        hint={t('ticket.new.cc_hint')}
        placeholder={t('ticket.new.cc_placeholder')}
        value={null}
        load={(q, signal) => findWhom(q, companyId, signal, { colleagues })}
        error={error}
        onChange={(choice) => {
          if (!choice || people.some((one) => choiceOf(one).value === choice.value)) return
          const whom = whomOf(choice.value)
          form.set('cc', [...people, whom.email === undefined ? { ...whom, name: choice.label } : whom])
        }}
      />
      {people.length > 0 && (
        <ul className="tk-people">
          {people.map((one) => {
            const { value, label } = choiceOf(one)
            return (
              <li key={value} className="tk-person">
                <Person name={label} />
                <CloseButton
                  size="sm"
                  aria-label={t('ticket.people.remove', { name: label })}
                  onClick={() =>
                    form.set(
                      'cc',
                      people.filter((other) => other !== one),
                    )
                  }
                />
              </li>
            )
          })}
        </ul>
      )}
    </Focusable>
  )
}

/** Tags of a new ticket, typed with commas between them. */
export function TagsField() {
  const form = useForm()
  const tags = (form.values.tags as readonly string[] | undefined) ?? []
  const [text, setText] = useState(tags.join(', '))
  return (
    <TextInput
      id={form.fieldId('tags')}
      label={t('ticket.new.tags')}
      description={t('ticket.new.tags_hint')}
      value={text}
      error={form.errors.tags}
      onChange={(event) => {
        const typed = event.currentTarget.value
        setText(typed)
        form.set(
          'tags',
          typed.split(',').flatMap((one) => one.trim() || []),
        )
      }}
    />
  )
}
