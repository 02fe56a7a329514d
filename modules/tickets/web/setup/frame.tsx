import './setup.css'
import type { ReactNode } from 'react'
import { hasPermission } from '../../../../platform/web/client/index.ts'
import { translateAny } from '../../../../platform/web/messages/index.ts'
import { currentInSight, Link, Page } from '../../../../platform/web/ui/index.ts'
import { t } from './messages.ts'

const parts = ['statuses', 'priorities', 'categories', 'tags', 'canned-replies', 'sla', 'settings'] as const
export type SetupPart = (typeof parts)[number]

/** The catalogue key of a part's title. */
const titleOf = (part: SetupPart) => `desk_setup.${part.replace('-', '_')}`

/** One part of the setup of the desk, with the way to the others. */
export function SetupPage({
  part,
  text,
  actions,
  children,
}: {
  part: SetupPart
  text: string
  actions?: ReactNode
  children: ReactNode
}) {
  const shown = hasPermission('tickets.configure') ? parts : (['canned-replies'] as const)
  return (
    <Page title={translateAny(titleOf(part))} description={text} actions={actions}>
      <div className="mp-stack">
        {shown.length > 1 && (
          <nav ref={currentInSight} className="mp-tabs" aria-label={t('setup_desk.tabs')}>
            {shown.map((one) => (
              <Link key={one} to={hrefTo(one)} aria-current={one === part ? 'page' : undefined}>
                {translateAny(titleOf(one))}
              </Link>
            ))}
          </nav>
        )}
        {children}
      </div>
    </Page>
  )
}

const hrefTo = (part: SetupPart) => `/admin/tickets/${part}`
