import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Documents that are true: links lead somewhere, dependencies are explained, no machine is named. */
const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

const machine =
  /https?:\/\/(?:registry|npm|nexus|artifactory)\.[\w.-]+|\bregistry\.[\w-]+\.(?!ts\b)\w+(?=[/:\s'"]|$)/i
const machinePath = /(?<![\w.}])\/work\//
const binary = /\.(?:png|jpe?g|webp|gif|ico|pdf|gz|br|woff2?|zip)$/
const aboutThis = /^(?:scripts\/(?:check-documents|documents)[\w.-]*)$/

if (import.meta.main) {
  const faults = [
    ...unexplainedDependencies(),
    ...holesInLockfile(),
    ...filesInGit().flatMap((path) => [...named(path), ...deadLinks(path)]),
  ]
  console.log(faults.join('\n') || 'documents are true')
  process.exitCode = faults.length > 0 ? 1 : 0
}

/** Each dependency has a row in docs/dependencies.md: what for, what instead, who keeps it. */
function unexplainedDependencies(): string[] {
  const manifest: Record<string, Record<string, string> | undefined> = JSON.parse(read('package.json'))
  const explained = read('docs/dependencies.md')
  const lists = ['dependencies', 'devDependencies', 'optionalDependencies']
  const names = lists.flatMap((list) => Object.keys(manifest[list] ?? {}))
  const rows = explained.split('\n').filter((line) => line.startsWith('|'))
  const inRows = new Set(
    rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name)),
  )

  return [
    ...names.filter((name) => !inRows.has(name)).map((name) => `docs/dependencies.md: ${name} has no row`),
    ...[...inRows]
      .filter((name) => name && !names.includes(name))
      .map((name) => `docs/dependencies.md: ${name} is not in package.json any more`),
  ]
}

interface Locked {
  optionalDependencies?: Record<string, string>
}

/** `npm ci` refuses a lockfile that leaves out packages of other platforms. */
function holesInLockfile(): string[] {
  const { packages }: { packages: Record<string, Locked> } = JSON.parse(read('package-lock.json'))
  const locked = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, '')))
  const wanted = Object.values(packages).flatMap(({ optionalDependencies }) =>
    Object.keys(optionalDependencies ?? {}),
  )
  return wanted
    .filter((name) => !locked.has(name))
    .map((name) => `package-lock.json: lacks ${name}; take a version whose platform packages are all there`)
}

/** What is committed, or would be with `git add .`. */
function filesInGit(): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z']
  const { stdout, status } = spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 })
  if (status !== 0) throw new Error('git could not list the files')
  return stdout.split('\0').filter((path) => path && existsSync(join(root, path)))
}

function named(path: string): string[] {
  if (aboutThis.test(path) || binary.test(path)) return []
  return read(path)
    .split('\n')
    .flatMap((line, index) => {
      const found = machine.exec(line)?.[0] ?? machinePath.exec(line)?.[0]
      return found ? [`${path}:${index + 1}: names a machine: ${found}`] : []
    })
}

function deadLinks(path: string): string[] {
  if (!path.endsWith('.md')) return []
  const text = read(path).replace(/^```[\s\S]*?^```|<!--[\s\S]*?-->/gm, '')
  return [...text.matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)]
    .map(([, target = '']) => target.split('#')[0] ?? '')
    .filter((target) => target && !/^(?:[a-z]+:|\/)/i.test(target))
    .filter((target) => !existsSync(join(root, dirname(path), decodeURI(target))))
    .map((target) => `${path}: the link to ${target} leads nowhere`)
}
