import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import pg from 'pg'
import { wireTypes } from '../platform/database/values.ts'

/**
 * The loop that the portal is compared with: node:http, the same prepared statements over the same driver, as the
 * database's superuser, no transaction, no policy, no check. Statements come as JSON in argv.
 */
interface Statement {
  text: string
  values: unknown[]
}
interface Plan {
  url: string
  session: Statement
  paths: Record<string, Statement>
}

const plan = JSON.parse(process.argv[2] ?? '{}') as Plan
const pool = new pg.Pool({
  connectionString: plan.url,
  max: 10,
  types: wireTypes,
  options: '-c search_path=myportal,public -c timezone=UTC',
})
const names = new Map(Object.keys(plan.paths).map((path, index) => [path, `q${index}`]))

const server = createServer(async (request, response) => {
  const token = /myportal_session=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? ''
  const hash = createHash('sha256').update(token).digest()
  const [, ...rest] = plan.session.values
  const session = await pool.query({ name: 'session', text: plan.session.text, values: [hash, ...rest] })
  const statement = plan.paths[request.url ?? '']
  if (session.rows.length === 0 || !statement) return response.writeHead(401).end()
  const { rows } = await pool.query({
    name: names.get(request.url ?? '') ?? '',
    text: statement.text,
    values: statement.values,
  })
  const body = JSON.stringify({ items: rows, next: null })
  response
    .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
    .end(body)
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }))
process.on('disconnect', () => process.exit(0))
