import { join } from 'node:path'
import { build } from 'vite'
import { stampAround } from './web-build.mjs'

const root = join(import.meta.dirname, '..')
const started = performance.now()

process.chdir(root)
await stampAround(() => build({ configFile: join(root, 'app/web/vite.config.ts'), logLevel: 'warn' }))
console.log(`Web app built in ${((performance.now() - started) / 1000).toFixed(1)} s`)
