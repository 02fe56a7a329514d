import {
  api,
  boot,
  hrefOf,
  isProvider,
  problemOf,
  refresh,
  useApi,
} from '../../../platform/web/client/index.ts'
import { useLive } from '../../../platform/web/live/index.ts'
import { toast } from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../../companies/contract.ts'
import { type Notification, notificationsApi } from '../contract.ts'
import { t } from './messages.ts'

const topics = ['notifications']

/** Badge, banners and what is critical; live. */
export function useBell() {
  useLive(topics)
  return useApi(notificationsApi.bell, {}, { topics }).data
}

/** Everything that shows messages or their number is read again. */
export function refreshAll(): void {
  for (const one of [notificationsApi.bell, notificationsApi.list, notificationsApi.summary])
    void refresh(one)
}

/** Marks, quietly: what fails says so and changes nothing. */
export async function markRead(ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await guarded(() => api(notificationsApi.acknowledge, { body: { notification_ids: [...ids] } }))
}

export const markUnread = (id: number) =>
  guarded(() => api(notificationsApi.unread, { params: { notification_id: id } }))

export const dismiss = (id: number) =>
  guarded(() => api(notificationsApi.dismiss, { params: { notification_id: id } }))

/** Everything that is unread; "Undo" brings back what was on the page. */
export async function markAllRead(shown: readonly Notification[]): Promise<void> {
  const unread = shown.filter(({ read_at }) => read_at === null).map(({ id }) => id)
  await guarded(async () => {
    const { count } = await api(notificationsApi.acknowledge, { body: { all: true } })
    const undo = () => void Promise.all(unread.map(markUnread))
    toast.success(t('notifications.all_read', { n: count ?? 0 }), unread.length > 0 ? { undo } : {})
  })
}

async function guarded(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    toast.error(problemOf(error))
  }
  refreshAll()
}

/** A customer's message of another company is opened there; the desk sees all of its customers anyway. */
export const isElsewhere = ({ company_id }: Notification): boolean =>
  company_id !== null && !isProvider() && company_id !== boot.session?.company?.id

/** Opens where a message leads, and counts it as read. */
export async function follow(row: Notification, go: (path: string) => void): Promise<void> {
  if (row.read_at === null) await markRead([row.id])
  if (row.link === null) return
  if (!isElsewhere(row)) return go(row.link)
  try {
    const body = { company_id: row.company_id ?? 0 }
    await api(companiesApi.switchCompany, { body }, { anyCompany: true })
    location.assign(hrefOf(row.link))
  } catch (error) {
    toast.error(problemOf(error))
  }
}

export const companyNameOf = (id: number | null): string | null =>
  id === null ? null : (boot.session?.companies.find((one) => one.id === id)?.name ?? null)
