// Which test files run together in one process, and which process begins first.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './prepare.mjs'

/** What takes longest begins first and alone, so that all lanes end together. */
const longest = [
  'test/kill.test.ts',
  'test/browser/pages.test.ts',
  'test/webhook-workers.test.ts',
  'test/two-nodes.test.ts',
  'test/browser/journey.test.ts',
  'test/kill-accounts.test.ts',
  'test/stream-kill.test.ts',
]
const mostTogether = 8

/** Other processes, browsers, databases and definitions of its own: such a file stays alone. */
const needsItsOwn =
  /server-process\.ts|browser\.ts|harness\/database\.ts|node:child_process|^(define|declare)[A-Z]\w*\(/m
const folder = join(root, '.cache', `test-processes-${process.pid}`)
/** The runner takes files in the order of their paths, and a dot comes before every letter. */
const nameOf = (number) => join(folder, `${String(number).padStart(2, '0')}.test.mjs`)

/**
 * The files to hand to the runner, one process each. Loading the server and warming it up takes longer than most files do,
 * so files that open nothing but a portal of the harness do so one after another in one process, each a house of its own.
 */
export function inProcesses(files) {
  mkdirSync(folder, { recursive: true })
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const first = longest.filter((file) => files.includes(file))
  const together = files.filter(sharesItsProcess)
  const processes = [...first.map((file) => [file]), ...dealt(together)]
  const entries = processes.map((members, index) => {
    writeFileSync(nameOf(index), entryOf(members))
    return nameOf(index)
  })
  return [...entries, ...files.filter((file) => !first.includes(file) && !together.includes(file))]
}

function sharesItsProcess(file) {
  if (!existsSync(join(root, file))) return false
  const text = readFileSync(join(root, file), 'utf8')
  return /portal\.ts'$/m.test(text) && !needsItsOwn.test(text)
}

/** Like cards, so that the slow files of a module do not meet in one process. */
function dealt(files) {
  const count = Math.ceil(files.length / mostTogether)
  return Array.from({ length: count }, (_, one) => files.filter((_, index) => index % count === one))
}

const entryOf = (files) => `import { after, describe } from 'node:test'
import { closeHouse } from '${urlOf('test/portal.ts')}'

for (const [file, url] of ${JSON.stringify(files.map((file) => [file, urlOf(file)]))})
  describe(file, async () => {
    await import(url)
    after(closeHouse)
  })
`

const urlOf = (file) => pathToFileURL(join(root, file)).href
