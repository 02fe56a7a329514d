import type { Icon } from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { Catalogues } from './messages/index.ts'

export type MenuGroup = 'work' | 'buy' | 'company' | 'desk' | 'me' | 'administration'

/** Who may: everybody signed in (absent), holders of a permission, or what the function says. */
export type May = string | (() => boolean)

export interface WebRoute {
  /** `/tickets/$number`; parameters by `useParams({ strict: false })`. */
  path: string
  /** Catalogue key of the title: breadcrumbs and document title until the page says its own by `Page`. */
  title: string
  page: () => Promise<{ default: ComponentType }>
  /** The path above it, for breadcrumbs. */
  parent?: string
  /** `session` (default): the shell around it, visitors are led to `/login`; `visitor`: a bare card page. */
  access?: 'session' | 'visitor'
  may?: May
}

export interface MenuEntry {
  path: string
  /** Catalogue key. */
  label: string
  icon: Icon
  group: MenuGroup
  order: number
  may?: May
  /** On the phone's bottom bar. */
  bottom?: boolean
  /** Letter after `g` that leads there. */
  key?: string
}

/** An entry of the "New" menu and of the palette. */
export interface WebAction {
  /** Catalogue key. */
  label: string
  path: string
  icon: Icon
  may?: May
}

/** A card of the Home page. It draws itself, and nothing when it has nothing to say. */
export interface HomeCard {
  key: string
  order: number
  may?: May
  /** Takes the whole width. */
  wide?: boolean
  card: () => Promise<{ default: ComponentType }>
}

/** A part of the frame around every page that a module draws by itself, after the first paint. */
export interface ShellPart {
  key: string
  may?: May
  part: () => Promise<{ default: ComponentType }>
}

/** What a module's `web/index.tsx` exports as `web`. The shell has no list of its own. */
export interface WebModule {
  name: string
  messages?: Catalogues
  routes?: readonly WebRoute[]
  menu?: readonly MenuEntry[]
  /** "New …" entries, in the New menu and the palette. */
  creates?: readonly WebAction[]
  homeCards?: readonly HomeCard[]
  /** In the header, before the person. */
  headerParts?: readonly ShellPart[]
  /** Between header and page. */
  barParts?: readonly ShellPart[]
}
