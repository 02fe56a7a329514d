import './operations.css'
import type { Icon } from '@tabler/icons-react'
import { hasPermission, hrefOf } from '../../../platform/web/client/index.ts'
import { IconBuilding, IconFile, IconMail, IconUsers } from '../../../platform/web/ui/icons.ts'
import { Link, Page, Region } from '../../../platform/web/ui/index.ts'
import { Health } from './health.tsx'
import { IconListCheck, IconPalette } from './icons.ts'
import { t } from './messages.ts'
import { progressOf, useSetup } from './steps.ts'

/** What one may open to keep the portal, and how it is. */
export default function AdminPage() {
  const { data: setup } = useSetup()
  const progress = setup && progressOf(setup)
  const setupText = progress
    ? t('setup.progress', { n: progress.dealt, total: progress.total })
    : t('setup.text')
  return (
    <Page title={t('admin.title')} description={t('admin.text')}>
      <div className="mp-stack">
        <ul className="op-tiles">
          <Tile to="/admin/setup" icon={IconListCheck} title={t('setup.title')} text={setupText} />
          <Tile
            to="/admin/branding"
            icon={IconPalette}
            title={t('branding.title')}
            text={t('branding.text')}
          />
          <Tile
            to="/admin/outbox"
            icon={IconMail}
            title={t('outbox.title')}
            text={setup?.smtp_configured === false ? t('outbox.no_smtp') : t('outbox.text')}
          />
          {hasPermission('companies.view') && (
            <Tile
              to="/companies"
              icon={IconBuilding}
              title={t('admin.customers')}
              text={t('admin.customers_text')}
            />
          )}
          {hasPermission('members.view') && (
            <Tile
              to="/company/members"
              icon={IconUsers}
              title={t('admin.people')}
              text={t('admin.people_text')}
            />
          )}
          <li>
            <a className="op-tile" href={hrefOf('/docs')}>
              <IconFile size={20} stroke={1.75} aria-hidden />
              <span>
                <span className="op-tile-title">{t('admin.docs')}</span>
                <span className="mp-muted">{t('admin.docs_text')}</span>
              </span>
            </a>
          </li>
        </ul>
        <Region>
          <Health />
        </Region>
      </div>
    </Page>
  )
}

interface TileProps {
  to: string
  icon: Icon
  title: string
  text: string
}

function Tile({ to, icon: TileIcon, title, text }: TileProps) {
  return (
    <li>
      <Link to={to} className="op-tile">
        <TileIcon size={20} stroke={1.75} aria-hidden />
        <span>
          <span className="op-tile-title">{title}</span>
          <span className="mp-muted">{text}</span>
        </span>
      </Link>
    </li>
  )
}
