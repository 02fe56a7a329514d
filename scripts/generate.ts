import { readFile, writeFile } from 'node:fs/promises'
import { asOwner, migrate, openEmbedded } from '../platform/database/index.ts'
import { buildOpenApi } from '../platform/http/openapi.ts'
import { schemaText } from './generate/schema.ts'
import { tableTypes } from './generate/tables.ts'

/** Writes what is generated from migrations and contracts; with `--check` it only compares. */
async function generate(check: boolean): Promise<string[]> {
  const database = await openEmbedded(null)
  try {
    await migrate(database, 'generate')
    const [tables, schema] = await asOwner(database, async (client) => [
      await tableTypes(client),
      await schemaText(client),
    ])
    const { allApis } = await import('../app/contracts.ts')
    const openapi = `${JSON.stringify(buildOpenApi(allApis, { portal_url: 'https://portal.example.com' }), null, 2)}\n`
    const files = {
      'platform/database/tables.ts': tables,
      'database/schema.sql': schema,
      'openapi.json': openapi,
    }
    const stale: string[] = []
    for (const [file, wanted] of Object.entries(files)) {
      const url = new URL(`../${file}`, import.meta.url)
      const now = await readFile(url, 'utf8').catch(() => '')
      if (now === wanted) continue
      stale.push(file)
      if (!check) await writeFile(url, wanted)
    }
    return stale
  } finally {
    await database.close()
  }
}

const check = process.argv.includes('--check')
const stale = await generate(check)
for (const file of stale)
  console.log(check ? `${file} is not up to date: run npm run generate` : `wrote ${file}`)
process.exitCode = check && stale.length > 0 ? 1 : 0
