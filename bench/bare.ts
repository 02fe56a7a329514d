import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import pg from 'pg'
import { wireTypes } from '../platform/database/values.ts'

/**
 * The loop that the portal is compared with: node:http, the same prepared statements over the same driver, as the
 * database's superuser (or the role that a search works in), no transaction, no policy, no check. Statements come as JSON
 * in argv.
 */
interface Statement {
  text: string
  values: unknown[]
}
interface Plan {
  url: string
  session: Statement
  paths: Record<string, { role?: string; statements: Statement[] }>
}

const plan = JSON.parse(process.argv[2] ?? '{}') as Plan
const poolOf = (role?: string) =>
  new pg.Pool({
    connectionString: plan.url,
    max: 10,
    types: wireTypes,
    options: `-c search_path=myportal,public -c timezone=UTC${role ? ` -c role=${role} -c portal.all_companies=on` : ''}`,
  })
const pool = poolOf()
const pages = new Map(
  Object.entries(plan.paths).map(([path, { role, statements }], page) => [
    path,
    {
      pool: role ? poolOf(role) : pool,
      asked: statements.map(({ text, values }, at) => ({ name: `q${page}_${at}`, text, values })),
    },
  ]),
)

const server = createServer(async (request, response) => {
  const token = /myportal_session=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? ''
  const hash = createHash('sha256').update(token).digest()
  const [, ...rest] = plan.session.values
  const session = await pool.query({ name: 'session', text: plan.session.text, values: [hash, ...rest] })
  const page = pages.get(request.url ?? '')
  if (session.rows.length === 0 || !page) return response.writeHead(401).end()
  const items: unknown[] = []
  for (const asked of page.asked) items.push(...(await page.pool.query(asked)).rows)
  const body = JSON.stringify({ items, next: null })
  response
    .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
    .end(body)
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }))
process.on('disconnect', () => process.exit(0))
