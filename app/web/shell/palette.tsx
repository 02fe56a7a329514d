import { useState } from 'react'
import { boot } from '../../../platform/web/client/index.ts'
import { translateAny } from '../../../platform/web/messages/index.ts'
import type { Choice } from '../../../platform/web/ui/index.ts'
import { Dialog, PickList, useChoices, useGo } from '../../../platform/web/ui/index.ts'
import { t } from '../messages.ts'
import { entries } from '../modules.ts'
import { menu } from './menu-entries.ts'
import { switchCompany } from './switch-company.ts'

const creates = entries((module) => module.creates)

/** Ctrl+K: pages and actions from memory at once, records from the server after two letters. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const [query, setQuery] = useState('')
  const [missing, setMissing] = useState<string[]>([])
  const go = useGo()
  const { choices: records } = useChoices(query.trim(), async (q, signal) => {
    if (q.length < 2) return []
    const { findRecords } = await import('./palette-records.ts')
    const found = await findRecords(q.slice(0, 100), signal)
    if (!signal.aborted) setMissing(found.missing)
    return found.choices
  })
  function pick({ value }: Choice) {
    onClose()
    if (value.startsWith('company:')) void switchCompany(Number(value.slice(8)))
    else go(value)
  }
  const here = fromMemory().filter((choice) => fits(choice, query))
  return (
    <Dialog opened onClose={onClose} title={t('palette.label')} kind="palette" width={600}>
      <PickList
        label={t('palette.label')}
        placeholder={t('palette.placeholder')}
        choices={[...(query.trim().length < 2 ? [] : records), ...here]}
        query={query}
        onQuery={setQuery}
        onPick={pick}
      />
      {missing.map((kind) => (
        <p key={kind} className="mp-pick-empty mp-muted">
          {t('palette.incomplete', { kind })}
        </p>
      ))}
    </Dialog>
  )
}

const fits = (choice: Choice, query: string) =>
  choice.label.toLowerCase().includes(query.trim().toLowerCase())

function fromMemory(): Choice[] {
  const account = [
    { path: '/account', label: 'shell.account' },
    { path: '/account/preferences', label: 'shell.preferences' },
    { path: '/account/api-keys', label: 'shell.api_keys' },
    { path: '/logout', label: 'shell.logout' },
  ]
  const present = boot.session?.company?.id
  const companies = (boot.session?.companies ?? []).filter((one) => one.id !== present)
  return [
    ...creates.map(({ path, label, icon }) => choice(path, translateAny(label), t('palette.actions'), icon)),
    ...menu.map(({ path, label, icon }) => choice(path, translateAny(label), t('palette.pages'), icon)),
    ...account.map(({ path, label }) => choice(path, translateAny(label), t('palette.pages'))),
    ...companies.map(({ id, name }) =>
      choice(`company:${id}`, t('palette.switch_to', { company: name }), t('palette.companies')),
    ),
  ]
}

function choice(value: string, label: string, group: string, Icon?: (typeof menu)[number]['icon']): Choice {
  return { value, label, group, ...(Icon && { icon: <Icon size={18} stroke={1.75} aria-hidden /> }) }
}
