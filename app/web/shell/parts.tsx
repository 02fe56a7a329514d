import { lazy, Suspense } from 'react'
import type { WebModule } from '../../../platform/web/module.ts'
import { entries } from '../modules.ts'

type Place = 'headerParts' | 'barParts'

const partsOf = (place: Place) =>
  entries((module: WebModule) => module[place]).map(({ key, part }) => ({ key, Part: lazy(part) }))

const parts = { headerParts: partsOf('headerParts'), barParts: partsOf('barParts') }

/** What modules draw around every page, fetched after the first paint. */
export function Parts({ of }: { of: Place }) {
  return parts[of].map(({ key, Part }) => (
    <Suspense key={key} fallback={of === 'headerParts' ? <span className="mp-part-space" /> : null}>
      <Part />
    </Suspense>
  ))
}
