// node scripts/run.mjs FILE [arguments]: runs a TypeScript file on the pinned Node.
import { launch } from './launch.mjs'
import { prepare, stop } from './prepare.mjs'

const [file, ...args] = process.argv.slice(2)
if (!file) stop('Usage: node scripts/run.mjs FILE [arguments]')

process.exitCode = await launch(prepare(), [file, ...args])
