// Gets a machine ready: the packages, and the Node that package.json pins. Runs on any Node >= 20, with nothing installed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
const modules = join(root, 'node_modules')
const stampFile = join(modules, '.myportal-stamp')

/** Packages and Node, ready to use: the path of the Node to run the program with. */
export function prepare() {
  requireNode()
  installPackages()
  return pinnedNode()
}

/** Ends the process with a sentence for a person. */
export function stop(message) {
  console.error(message)
  process.exit(1)
}

/** The environment for everything that is started: `node` is the pinned one there, too. */
export function environmentWith(node) {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  return {
    ...process.env,
    [name]: `${dirname(node)}${delimiter}${process.env[name] ?? ''}`,
    // Stripped and compiled sources are kept, which halves the start.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, '.cache', 'compile'),
  }
}

function requireNode() {
  const major = Number(process.versions.node.split('.')[0])
  if (major < 20)
    stop(`MyPortal needs Node 20 or newer to start from; this is ${process.version}. See https://nodejs.org`)
}

/** Installs what package-lock.json names, unless exactly that is there. */
export function installPackages() {
  const wanted = fingerprint()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return
  if (!isInstalled()) runNpmInstall()
  writeFileSync(stampFile, fingerprint())
}

function fingerprint() {
  const hash = createHash('sha256')
  for (const name of ['package-lock.json', 'package.json']) {
    if (existsSync(join(root, name))) hash.update(readFileSync(join(root, name)))
  }
  return hash.digest('hex')
}

/** Somebody ran npm already: every package of the lockfile is there in its version. */
function isInstalled() {
  const [wanted, found] = [packagesIn('package-lock.json'), packagesIn('node_modules/.package-lock.json')]
  if (!wanted || !found || !manifestMatches(wanted[''])) return false
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      !path || found[path]?.version === version || (optional && !found[path]),
  )
}

function packagesIn(file) {
  const path = join(root, file)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined
}

function manifestMatches(locked) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const lists = ['dependencies', 'devDependencies', 'optionalDependencies']
  return lists.every((list) => isSameSet(manifest[list] ?? {}, locked[list] ?? {}))
}

function isSameSet(one, other) {
  const names = Object.keys({ ...one, ...other })
  return names.every((name) => one[name] === other[name])
}

function runNpmInstall() {
  console.log('Installing packages (once; about a minute) …')
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--include=dev', '--include=optional']
  const hasLock = existsSync(join(root, 'package-lock.json'))
  let done = runNpm([hasLock ? 'ci' : 'install', ...flags])
  // A registry may lack packages for other platforms, which npm ci takes for a stale lockfile (EUSAGE).
  if (done.status !== 0 && done.output.includes('EUSAGE')) done = runNpm(['install', '--no-save', ...flags])
  if (done.status !== 0)
    stop(`${done.output}\nnpm failed. Look at the lines above, then run the same command again.`)
}

/** Runs npm in the root and keeps what it says. */
export function runNpm(args) {
  const own = process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : undefined
  const [command, ...before] = own
    ? [process.execPath, own]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm']
  const shell = !own && process.platform === 'win32'
  const done = spawnSync(command, [...before, ...args], {
    cwd: root,
    encoding: 'utf8',
    shell,
    maxBuffer: 1 << 26,
  })
  return {
    status: done.status,
    output: [done.error?.message, done.stdout, done.stderr].filter(Boolean).join('\n'),
  }
}

/** The path of the Node that runs the program: the pinned package, else this one if it is new enough. */
export function pinnedNode() {
  const windows = process.platform === 'win32'
  const name = `node-${windows ? 'win' : process.platform}-${process.arch}`
  const node = join(modules, name, 'bin', windows ? 'node.exe' : 'node')
  if (!existsSync(node)) return machineNode(name)

  let answer = versionOf(node)
  if (answer.fault.includes('libatomic.so.1')) {
    installWithApt('libatomic1', 'The bundled Node needs the system library libatomic.so.1.')
    answer = versionOf(node)
  }
  if (answer.fault) stop(`The bundled Node does not run here:\n${answer.fault}`)
  return node
}

function versionOf(node) {
  const { status, stderr, error } = spawnSync(node, ['--version'], { encoding: 'utf8' })
  return { fault: status === 0 ? '' : error?.message || stderr || `exit code ${status}` }
}

function machineNode(name) {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  stop(
    `There is no bundled Node for this machine (${name}), and ${process.version} is too old to run MyPortal.\n` +
      'Install Node 24 or newer (26 is the version we test with): https://nodejs.org',
  )
}

/** Installs a Debian package when that is possible here; otherwise says what to do and ends. */
export function installWithApt(name, why) {
  if (!canUseApt()) {
    stop(`${why}\nInstall it and start again. On Debian and Ubuntu: sudo apt-get install -y ${name}`)
  }
  console.log(`${why} Installing ${name} …`)
  if (tryApt(name)) return
  stop(`apt-get could not install ${name}. Install it by hand and start again.`)
}

/** Whether this process may install system packages. */
export function canUseApt() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
}

/** Whether the Debian package is installed now; asks for fresh package lists if the first try fails. */
export function tryApt(name) {
  const apt = (...args) =>
    spawnSync('apt-get', args, {
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  const install = () => apt('install', '-y', '--no-install-recommends', name).status === 0
  if (install()) return true
  apt('update')
  return install()
}
