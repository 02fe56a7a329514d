import type { Branding, SessionAnswer } from './session-types.ts'

/** What the server writes into `index.html` as `<script type="application/json" id="boot">`. */
export interface Boot {
  /** Null: nobody is signed in. */
  session: SessionAnswer | null
  branding: Branding
  /** The portal is empty: every page leads to `/register`. */
  needs_first_user: boolean
  setup_token_required: boolean
  /** What every path starts with, without a slash at its end; empty as a rule. */
  root_path: string
  build: string
  csp_nonce: string
  color_scheme: 'light' | 'dark' | 'system'
}

const fallback: Boot = {
  session: null,
  branding: { name: 'MyPortal', support_email: null, support_url: null, primary_color: null },
  needs_first_user: false,
  setup_token_required: false,
  root_path: '',
  build: 'dev',
  csp_nonce: '',
  color_scheme: 'system',
}

/** The boot data of this page load; it never changes while the page lives. */
export const boot: Boot = readBoot()

function readBoot(): Boot {
  const text = document.getElementById('boot')?.textContent
  if (!text) return fallback
  try {
    return { ...fallback, ...(JSON.parse(text) as Partial<Boot>) }
  } catch {
    return fallback
  }
}

/** The nonce that style elements of this page need (Content Security Policy). */
export function styleNonce(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')
  return meta?.nonce || meta?.content || boot.csp_nonce
}

/** The address of a path of this portal, below ROOT_PATH; for full page loads and plain links. */
export const hrefOf = (path: string) => `${boot.root_path}${path}`
