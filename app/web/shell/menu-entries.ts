import type { MenuEntry, MenuGroup } from '../../../platform/web/module.ts'
import { IconHome } from '../../../platform/web/ui/icons.ts'
import { entries } from '../modules.ts'

const home: MenuEntry = {
  path: '/',
  label: 'home.title',
  icon: IconHome,
  group: 'work',
  order: 0,
  bottom: true,
  key: 'h',
}

/** What this person sees in the menu, in its order. */
export const menu: readonly MenuEntry[] = [home, ...entries((module) => module.menu)].sort(
  (one, other) => one.order - other.order,
)

const order: readonly MenuGroup[] = ['work', 'buy', 'company', 'desk', 'me']

/** Groups with entries; administration stands by itself at the bottom. */
export const groups = order
  .map((group) => ({ group, entries: menu.filter((entry) => entry.group === group) }))
  .filter((one) => one.entries.length > 0)

export const administration = menu.filter((entry) => entry.group === 'administration')

/** The page one is on, or one below it; of several the longest path. */
export function isActive(path: string, pathname: string): boolean {
  const fits = (one: string) =>
    one === '/' ? pathname === '/' : pathname === one || pathname.startsWith(`${one}/`)
  if (!fits(path)) return false
  return !menu.some((entry) => entry.path.length > path.length && fits(entry.path))
}
