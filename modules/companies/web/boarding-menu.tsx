import { Menu } from '../../../platform/web/ui/index.ts'
import type { Boarded, Next } from './boarding-dialog.tsx'
import './companies.css'
import { t } from './messages.ts'
import { isBack, staffName, stepWord } from './staff-words.ts'

interface BoardingMenuProps {
  person: Boarded
  steps: readonly Next[]
  open: (to: Next) => void
}

/** The steps from where somebody stands, in a row of a list. */
export function BoardingMenu({ person, steps, open }: BoardingMenuProps) {
  if (steps.length === 0) return null
  return (
    <Menu
      label={t('members.actions_of', { name: staffName(person) })}
      button={t('members.actions')}
      className="mp-menu-button co-menu"
      items={steps.map((to) => ({
        label: stepWord(person, to),
        danger: to === 'offboarded' && !isBack(person, to),
        run: () => open(to),
      }))}
    />
  )
}
