const sane = /^\/(?![/\\])[^\p{Cc}\\]*$/u

/** A path of this portal to go on to after sign-in; null for anything else, and for sign-in pages (identity §4.6). */
export function safeNext(next: string | undefined): string | null {
  if (next === undefined || next.length > 500 || !sane.test(next)) return null
  return /^\/(login|register)(?:[/?#]|$)/.test(next) ? null : next
}
