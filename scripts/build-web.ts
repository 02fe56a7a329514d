import { join } from 'node:path'
import { build } from 'vite'
import { precompress } from '../platform/http/precompress.ts'
import { stampAround } from './web-build.mjs'

const root = join(import.meta.dirname, '..')
const started = performance.now()

process.chdir(root)
await stampAround(async () => {
  await build({ configFile: join(root, 'app/web/vite.config.ts'), logLevel: 'warn' })
  await precompress(join(root, 'dist/web/assets'))
})
console.log(`Web app built in ${((performance.now() - started) / 1000).toFixed(1)} s`)
