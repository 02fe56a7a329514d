import type { WebRoute } from '../../../platform/web/module.ts'

type Load = WebRoute['page']

/** The texts of the setup come with the first of its pages. */
const withTexts = (page: Load) => async () => {
  const { loadTexts } = await import('./setup/messages.ts')
  await loadTexts()
  return page()
}

const part = (name: string, page: Load, may = 'tickets.configure'): WebRoute => ({
  path: `/admin/tickets/${name}`,
  title: `desk_setup.${name.replace('-', '_')}`,
  parent: '/admin',
  may,
  page: withTexts(page),
})

const statuses = () => import('./setup/statuses.page.tsx')

/** The pages that set up the desk. */
export const setupRoutes: readonly WebRoute[] = [
  { ...part('statuses', statuses), path: '/admin/tickets' },
  part('statuses', statuses),
  part('priorities', () => import('./setup/priorities.page.tsx')),
  part('categories', () => import('./setup/categories.page.tsx')),
  part('tags', () => import('./setup/tags.page.tsx')),
  part('canned-replies', () => import('./setup/canned-replies.page.tsx'), 'tickets.answer'),
  part('sla', () => import('./setup/sla.page.tsx')),
  part('settings', () => import('./setup/settings.page.tsx')),
]
