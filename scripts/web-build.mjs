// Knows whether dist/web is what the sources would give, by the times and sizes of its inputs.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './prepare.mjs'

const stampFile = join(root, 'dist/web/.stamp')

/** Builds the web app with this Node, unless dist/web is up to date. False when the build failed. */
export function ensureWebApp(node) {
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === fingerprint()) return true
  return spawnSync(node, ['scripts/build-web.ts'], { cwd: root, stdio: 'inherit' }).status === 0
}

/** Runs the build and writes down what it was made from. */
export async function stampAround(build) {
  const before = fingerprint()
  await build()
  mkdirSync(join(root, 'dist/web'), { recursive: true })
  writeFileSync(stampFile, before)
}

function fingerprint() {
  const hash = createHash('sha256')
  for (const path of inputs()) {
    const { mtimeMs, size } = statSync(join(root, path))
    hash.update(`${path}\n${mtimeMs}\n${size}\n`)
  }
  return hash.digest('hex')
}

function inputs() {
  const modules = existsSync(join(root, 'modules')) ? readdirSync(join(root, 'modules')).sort() : []
  const folders = [
    'app/web',
    'platform/web',
    'platform/contract',
    ...modules.map((name) => `modules/${name}/web`),
  ]
  const contracts = modules.map((name) => `modules/${name}/contract.ts`)
  return [...folders.flatMap(filesIn), ...contracts, 'package-lock.json'].filter((path) =>
    existsSync(join(root, path)),
  )
}

function filesIn(folder) {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length))
    .sort()
}
