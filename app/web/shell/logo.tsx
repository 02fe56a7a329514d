import { boot } from '../../../platform/web/client/index.ts'

/** The portal's mark and name. */
export function Logo() {
  return (
    <span className="mp-logo">
      <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" className="mp-logo-ground" />
        <path d="M9 23V11l7 7 7-7v12" className="mp-logo-line" />
      </svg>
      <span>{boot.branding.name}</span>
    </span>
  )
}
