import { ActionIcon, Button, Checkbox } from '@mantine/core'
import { useState } from 'react'
import { boot, useCall } from '../../../platform/web/client/index.ts'
import { IconArrowDown, IconArrowUp } from '../../../platform/web/ui/icons.ts'
import { Dialog } from '../../../platform/web/ui/index.ts'
import { identityApi } from '../../identity/contract.ts'
import { t } from './messages.ts'
import { deskColumns, usualColumns } from './ticket-columns.tsx'

const table = 'tickets'
const saved = () => boot.session?.user.preferences.tables?.[table]?.columns

/** Which columns the desk's table has for this person, in their order; kept with their preferences. */
export function useColumns() {
  const [chosen, setChosen] = useState<readonly string[] | undefined>(saved)
  const save = useCall(identityApi.changePreferences, { quiet: true })
  function choose(columns: readonly string[] | undefined) {
    setChosen(columns)
    const preferences = boot.session?.user.preferences ?? {}
    const tables = { ...preferences.tables, [table]: columns ? { columns: [...columns] } : {} }
    Object.assign(preferences, { tables })
    save.mutate({ body: { tables } })
  }
  return { columns: chosen ?? usualColumns, isUsual: chosen === undefined, choose }
}

/** Those shown, and how others are chosen. */
export interface Columns {
  columns: readonly string[]
  choose: (columns: readonly string[] | undefined) => void
}

/** Shows, hides and orders the columns: by boxes and buttons, so it works with keys alone. */
export function ColumnChooser({
  columns,
  choose,
  ...dialog
}: Columns & { opened: boolean; onClose: () => void }) {
  const all = deskColumns(true)
  const rest = all.map(({ key }) => key).filter((key) => !columns.includes(key))
  const labels = new Map(all.map(({ key, label }) => [key, label]))
  const toggle = (key: string) =>
    choose(columns.includes(key) ? columns.filter((one) => one !== key) : [...columns, key])
  function move(key: string, step: -1 | 1) {
    const others = columns.filter((one) => one !== key)
    const at = columns.indexOf(key) + step
    choose([...others.slice(0, at), key, ...others.slice(at)])
  }
  return (
    <Dialog {...dialog} title={t('ticket.columns.title')} width={400}>
      <ul className="tk-columns">
        {[...columns, ...rest].map((key) => {
          const at = columns.indexOf(key)
          const label = labels.get(key) ?? key
          return (
            <li key={key}>
              <Checkbox
                label={label}
                checked={at >= 0}
                disabled={key === 'subject'}
                onChange={() => toggle(key)}
              />
              {at >= 0 && (
                <span className="tk-column-moves">
                  <Move
                    label={t('ticket.columns.up', { column: label })}
                    off={at === 0}
                    run={() => move(key, -1)}
                  >
                    <IconArrowUp size={16} aria-hidden />
                  </Move>
                  <Move
                    label={t('ticket.columns.down', { column: label })}
                    off={at === columns.length - 1}
                    run={() => move(key, 1)}
                  >
                    <IconArrowDown size={16} aria-hidden />
                  </Move>
                </span>
              )}
            </li>
          )
        })}
      </ul>
      <div className="mp-dialog-actions">
        <Button variant="default" onClick={() => choose(undefined)}>
          {t('ticket.columns.reset')}
        </Button>
        <Button onClick={dialog.onClose}>{t('ticket.columns.done')}</Button>
      </div>
    </Dialog>
  )
}

function Move(props: { label: string; off: boolean; run: () => void; children: React.ReactNode }) {
  return (
    <ActionIcon variant="subtle" aria-label={props.label} disabled={props.off} onClick={props.run}>
      {props.children}
    </ActionIcon>
  )
}
