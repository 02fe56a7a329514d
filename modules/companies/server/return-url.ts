const origin = 'http://portal.invalid'

/**
 * Where to go after switching: a path of our own, at most 500 characters, query and fragment kept; anything that a
 * browser could read as another place is `/` (companies §4.7).
 */
export function ownPath(text: string | undefined): string {
  if (text === undefined || text.length > 500 || !isPath(text) || !URL.canParse(text, origin)) return '/'
  const url = new URL(text, origin)
  const path = url.pathname + url.search + url.hash
  // `/.//evil.example` becomes `//evil.example` once its dots are resolved.
  return url.origin === origin && isPath(path) ? path : '/'
}

const isPath = (text: string) => /^\/(?![/\\])/.test(text) && !/[\p{Cc}\\]/u.test(text) && text.isWellFormed()
