import './notifications.css'
import { Button } from '@mantine/core'
import { boot, useApi } from '../../../platform/web/client/index.ts'
import { useLive } from '../../../platform/web/live/index.ts'
import { IconSettings } from '../../../platform/web/ui/icons.ts'
import type { FilterField, ListState } from '../../../platform/web/ui/index.ts'
import {
  DateRange,
  EmptyState,
  ErrorState,
  FilterBar,
  Link,
  Loading,
  Page,
  useFirstPage,
  useHeldRows,
  useListState,
} from '../../../platform/web/ui/index.ts'
import { notificationsApi } from '../contract.ts'
import { markAllRead } from './feed.data.ts'
import { FeedList } from './feed-list.tsx'
import { IconBellRinging } from './icons.ts'
import { groupText, t, typeText } from './messages.ts'

/** What one was told, by day; live, filters in the URL. */
export default function NotificationsPage() {
  useLive(['notifications'])
  const list = useListState(notificationsApi.list)
  const read = useApi(notificationsApi.list, { query: list.query }, { topics: ['notifications'], keep: true })
  useFirstPage(list, read.error)
  const { answer, waiting, show } = useHeldRows(read, JSON.stringify(list.query), { drops: true })
  const items = answer.data?.items ?? []
  return (
    <Page
      title={t('notifications.title')}
      description={t('notifications.text')}
      actions={
        <>
          <Button
            variant="default"
            component={Link}
            to="/notifications/settings"
            leftSection={<IconSettings size={16} aria-hidden />}
          >
            {t('notifications.settings')}
          </Button>
          <Button disabled={items.length === 0} onClick={() => void markAllRead(items)}>
            {t('notifications.mark_all')}
          </Button>
        </>
      }
    >
      <Filters list={list} />
      <div role="status">
        {waiting > 0 && (
          <button type="button" className="nt-new" onClick={show}>
            {t('notifications.new', { n: waiting })}
          </button>
        )}
      </div>
      {answer.isPending && <Loading rows={8} height={48} />}
      {answer.error && !answer.data && (
        <ErrorState problem={answer.error} retry={() => void answer.refetch()} />
      )}
      {answer.data && items.length === 0 && <Nothing list={list} />}
      {items.length > 0 && <FeedList items={items} />}
      <Pages list={list} next={answer.data?.next ?? null} />
    </Page>
  )
}

function Filters({ list }: { list: ListState }) {
  const types = useApi(notificationsApi.eventTypes, {}).data?.items ?? []
  const groups = [...new Set(types.map(({ group }) => group))].sort()
  const companies = boot.session?.companies ?? []
  const fields: FilterField[] = [
    {
      name: 'read_state',
      label: t('notifications.state'),
      options: [
        { value: 'unread', label: t('notifications.unread') },
        { value: 'read', label: t('notifications.read') },
      ],
    },
    {
      name: 'event_type',
      label: t('notifications.type'),
      options: [
        ...groups.map((group) => ({
          value: `${group}.*`,
          label: t('notifications.type_all', { group: groupText(group) }),
        })),
        ...types.map((one) => ({ value: one.event_type, label: typeText(one.event_type, one.label) })),
      ],
    },
    ...(companies.length > 1
      ? [
          {
            name: 'company_id',
            label: t('notifications.company'),
            options: companies.map(({ id, name }) => ({ value: String(id), label: name })),
          },
        ]
      : []),
  ]
  return (
    <div className="nt-filters">
      <FilterBar list={list} fields={fields} searchLabel={t('notifications.search')} />
      <DateRange
        list={list}
        from={{ name: 'created_from', label: t('notifications.from') }}
        to={{ name: 'created_to', label: t('notifications.to') }}
      />
    </div>
  )
}

function Nothing({ list }: { list: ListState }) {
  if (!list.filtered) {
    return (
      <EmptyState
        icon={IconBellRinging}
        title={t('notifications.nothing')}
        text={t('notifications.nothing_text')}
      />
    )
  }
  return (
    <EmptyState
      title={t('notifications.no_match')}
      action={
        <Button variant="default" onClick={list.clear}>
          {t('notifications.clear')}
        </Button>
      }
    />
  )
}

function Pages({ list, next }: { list: ListState; next: string | null }) {
  if (list.back === 'none' && next === null) return null
  return (
    <nav className="mp-row nt-pages" aria-label={t('notifications.pages')}>
      {list.back !== 'none' && (
        <Button variant="default" onClick={list.back === 'previous' ? list.previous : list.first}>
          {t('notifications.newer')}
        </Button>
      )}
      {next !== null && (
        <Button variant="default" onClick={() => list.next(next)}>
          {t('notifications.older')}
        </Button>
      )}
    </nav>
  )
}
