import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Person } from './person.ts'
import { until } from './until.ts'

const run = promisify(execFile)

/** Asks for the copy of one's data, waits until it is there, and downloads it. */
export async function exported(who: Person): Promise<{ id: number; zip: Buffer }> {
  const asked = await who.post('/api/me/exports', {}).answers(202)
  await until(async () => String((await who.get(String(asked.path)).answers(200)).status) === 'ready')
  const cookie = [...who.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const answer = await fetch(`${who.base}${asked.path}/download`, { headers: { cookie } })
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('content-type'), 'application/zip')
  return { id: Number(asked.id), zip: Buffer.from(await answer.arrayBuffer()) }
}

export interface Copy {
  names: string[]
  data: Record<string, unknown[]>
  bytes(name: string): Buffer
}

const unpacking =
  'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.extractall(sys.argv[2]); print("\\n".join(z.namelist()))'

/** Opens it with a program that is not ours. */
export async function unpacked(zip: Buffer): Promise<Copy> {
  const folder = mkdtempSync(join(tmpdir(), 'myportal-zip-'))
  try {
    writeFileSync(join(folder, 'my.zip'), zip)
    const { stdout } = await run('python3', ['-c', unpacking, join(folder, 'my.zip'), folder])
    const names = stdout.trim().split('\n')
    const files = new Map(names.map((name) => [name, readFileSync(join(folder, name))]))
    return {
      names,
      data: JSON.parse(files.get('data.json')?.toString() ?? '{}'),
      bytes: (name) => files.get(name) ?? Buffer.alloc(0),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
