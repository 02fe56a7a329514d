import type { IncomingMessage } from 'node:http'

/** Promised addresses that lack the prefix (api §4.1): asked by a program, they are the API's. */
const promised: [RegExp, string][] = [
  [/^\/(auth|api-keys|switch-company|ports|audit-logs)(?=[/?]|$)/, '/api/$1'],
  [/^\/accounts\/register(?=[/?]|$)/, '/api/auth/register'],
  // The stream of events is the audit log; what hangs below a single event is not.
  [/^\/api\/events(?=(\/(\d+|export))?(\?|$))/, '/api/audit-logs'],
]

/** Pages for promised addresses that a browser opens. */
const pages: [RegExp, string][] = [
  [/^\/api\/auth\/login$/, '/login'],
  [/^\/auth\/login$/, '/login'],
  [/^\/(api\/)?auth\/register$/, '/register'],
  [/^\/accounts\/register$/, '/register'],
  [/^\/api-keys$/, '/account/api-keys'],
  [/^\/audit-logs$/, '/audit'],
  [/^\/api\/notifications$/, '/notifications'],
]

/** A browser that opens a page: GET or HEAD with Sec-Fetch-Mode navigate, or without it and text/html in Accept. */
export function isNavigation(request: Pick<IncomingMessage, 'method' | 'headers'>): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false
  const mode = request.headers['sec-fetch-mode']
  return mode === undefined ? (request.headers.accept ?? '').includes('text/html') : mode === 'navigate'
}

/** Takes ROOT_PATH off and puts promised addresses below /api; what is not canonical becomes unfindable. */
export function rewriter(rootPath: string): (request: IncomingMessage) => string {
  return (request) => {
    const url = withoutRoot(request.url ?? '/', rootPath)
    if (!isCanonical(url)) return '/.not-canonical'
    if (isNavigation(request)) return url
    for (const [pattern, target] of promised) {
      if (pattern.test(url)) return url.replace(pattern, target)
    }
    return url
  }
}

/** Whether an address answers programs and browsers differently. */
export function isShared(asked: string, rootPath: string): boolean {
  const path = withoutRoot(asked, rootPath).split('?', 1)[0] ?? ''
  return promised.some(([pattern]) => pattern.test(path)) || pageFor(path) !== null
}

function withoutRoot(url: string, rootPath: string): string {
  if (!rootPath || !url.startsWith(rootPath)) return url
  const rest = url.slice(rootPath.length)
  if (rest === '' || rest.startsWith('?')) return `/${rest}`
  return rest.startsWith('/') ? rest : url
}

/** `//x`, `;params`, encoded slashes and needlessly encoded letters are other addresses, and unknown ones. */
function isCanonical(url: string): boolean {
  const path = url.split('?', 1)[0] ?? ''
  return (
    !path.includes('//') &&
    // Below /api it is part of a name that nothing has, so that it is the same 404 as other impossible ids.
    (!path.includes(';') || path.startsWith('/api/')) &&
    !/%(2f|5c|2e|3[0-9]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])/i.test(path)
  )
}

/** Where a browser is sent that opens a promised API address, or null. */
export function pageFor(path: string): string | null {
  return pages.find(([pattern]) => pattern.test(path))?.[1] ?? null
}
