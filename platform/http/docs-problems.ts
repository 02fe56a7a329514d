import type { FastifyInstance, FastifyReply } from 'fastify'
import { type ProblemKind, problem, problemKinds } from '../contract/problems.ts'
import { docsAsset } from './docs-assets.ts'
import type { Door } from './door.ts'
import { escapeHtml } from './html.ts'

const policy =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** `/docs/problems` and a page for each code: what it means and what one can do. For everybody, without scripts. */
export function serveProblemPages(app: FastifyInstance, door: Door): void {
  const style = () => docsAsset('docs.css', door.root_path)
  app.get('/docs/problems', async (_, reply) => answer(reply, 'Problems', overview(door), await style()))
  app.get('/docs/problems/:code', async (request, reply) => {
    const { code } = request.params as { code: string }
    const kind = problemKinds().get(code)
    if (!kind) throw problem('not_found')
    return answer(reply, code, explained(door, code, kind), await style())
  })
}

function answer(reply: FastifyReply, title: string, content: string, style: string) {
  return reply
    .header('content-security-policy', policy)
    .header('cache-control', 'public, max-age=300')
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>` +
        '<meta name="viewport" content="width=device-width, initial-scale=1">' +
        `<link rel="stylesheet" href="${style}"></head><body><main>${content}</main></body></html>`,
    )
}

function overview(door: Door): string {
  const rows = [...problemKinds()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { status, title }]) => {
      const link = `<a href="${door.rooted(`/docs/problems/${code}`)}"><code>${code}</code></a>`
      return `<dt>${link} (${status})</dt><dd>${escapeHtml(title)}</dd>`
    })
  const meaning = 'Every error is a problem (RFC 9457). Programs branch on its code; these are all of them.'
  return `<h1>Problems</h1><p>${meaning}</p><dl>${rows.join('')}</dl>`
}

function explained(door: Door, code: string, { status, title, help }: ProblemKind): string {
  const type = `${door.portal_url}/docs/problems/${code}`
  const example = { type, title, status, detail: help, code, request_id: 'k3v5jx2m7q4t6w2y3z5a7b4c2d' }
  return (
    `<p><a href="${door.rooted('/docs/problems')}">All problems</a></p><h1>${escapeHtml(title)}</h1>` +
    `<p><code>${code}</code>, status ${status}. ${escapeHtml(help)}</p>` +
    `<pre>${escapeHtml(JSON.stringify(example, null, 2))}</pre>`
  )
}
