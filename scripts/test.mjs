// npm test [-- folder|file|option …]: every test, or those of some folders or files, on the pinned Node.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium } from './chromium.mjs'
import { launch } from './launch.mjs'
import { prepare, root, stop } from './prepare.mjs'
import { inProcesses } from './test-processes.mjs'
import { ensureWebApp } from './web-build.mjs'

const everything = ['platform', 'modules', 'app', 'test', 'scripts']
// Tests wait as much as they work: three at once fill two cores.
const runner = ['--test', '--test-concurrency=3', '--test-timeout=600000', '--test-reporter=spec']

const node = prepare()
const chromium = findChromium(node)
if (!ensureWebApp(node)) stop('The web app could not be built; the lines above say why.')

const { options, filters } = argumentsOf(process.argv.slice(2))
const files = (filters.length > 0 ? filters : everything).flatMap(filesOf)
process.exitCode = await launch(node, [...runner, ...options, ...inProcesses(files)], {
  CHROMIUM_PATH: chromium,
})

function argumentsOf(args) {
  const isOption = (arg) => arg.startsWith('-')
  return { options: args.filter(isOption), filters: args.filter((arg) => !isOption(arg)) }
}

function filesOf(filter) {
  const found = statSync(join(root, filter), { throwIfNoEntry: false })
  return found?.isDirectory() ? testsBelow(filter.replace(/[/\\]+$/, '')) : filter
}

function testsBelow(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .filter((path) => path.endsWith('.test.ts'))
    .sort()
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
}
