import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { boot } from '../client/boot.ts'
import { restFocus } from './resting-place.ts'

export interface PageProps {
  /** The `h1` and the document title "Page · Company · Portal". */
  title: string
  /** One muted line below the title. */
  description?: ReactNode
  /** Buttons at the right; one filled button per page. */
  actions?: ReactNode
  /** The facts column of a detail page; below the title on phones. */
  facts?: ReactNode
  /** `form` 720 px, `text` 760 px, `full` (default) up to 1680 px. */
  width?: 'form' | 'text' | 'full'
  children?: ReactNode
}

/** The frame of every page inside the shell. */
export function Page({ title, description, actions, facts, width = 'full', children }: PageProps) {
  useTitle(title)
  useEffect(() => {
    // What stood here while it was read had the focus, and is gone.
    if (document.activeElement === document.body) restFocus()
  }, [])
  return (
    <div className={`mp-page mp-page-${width}`}>
      <PageHeader title={title} description={description} actions={actions} />
      {facts ? (
        <div className="mp-page-columns">
          <aside className="mp-page-facts">{facts}</aside>
          <div className="mp-page-main">{children}</div>
        </div>
      ) : (
        children
      )}
    </div>
  )
}

/** Title, one muted line, actions. `Page` draws it; alone it is for pages with a frame of their own. */
export function PageHeader({
  title,
  description,
  actions,
}: Pick<PageProps, 'title' | 'description' | 'actions'>) {
  return (
    <header className="mp-page-header">
      <div className="mp-page-titles">
        <h1 tabIndex={-1}>{title}</h1>
        {description && <p className="mp-muted">{description}</p>}
      </div>
      {actions && <div className="mp-page-actions">{actions}</div>}
    </header>
  )
}

/** One fact of the facts column: a muted label above its value. */
export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="mp-fact">
      <div className="mp-fact-label">{label}</div>
      <div>{children}</div>
    </div>
  )
}

/** For the `ref` of `.mp-tabs`: where they scroll, the tab of this page is in sight. */
export function currentInSight(tabs: HTMLElement | null): void {
  const tab = tabs?.querySelector('[aria-current]')
  if (!tabs || !tab) return
  const beyond = tab.getBoundingClientRect().right - tabs.getBoundingClientRect().right
  if (beyond > 0) tabs.scrollLeft += beyond + 24
}

const titleListeners = new Set<(title: string) => void>()

/** The breadcrumbs' last part follows the page's title. */
export function onTitle(listener: (title: string) => void): () => void {
  titleListeners.add(listener)
  return () => titleListeners.delete(listener)
}

/** Sets "Page · Company · Portal". */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = [title, boot.session?.company?.name, boot.branding.name].filter(Boolean).join(' · ')
    for (const listener of titleListeners) listener(title)
  }, [title])
}
