// npm start: installs, builds and serves; a second start does nothing but serve.
import { launch } from './launch.mjs'
import { prepare, stop } from './prepare.mjs'
import { ensureWebApp } from './web-build.mjs'

const node = prepare()
if (!ensureWebApp(node)) stop('The web app could not be built; the lines above say why.')

process.exitCode = await launch(node, ['app/cli/main.ts', 'serve', ...process.argv.slice(2)])
