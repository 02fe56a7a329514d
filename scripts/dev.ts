import { type ChildProcess, spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

/** npm run dev: rebuilds the web app and restarts the server as files change; reload the page to see it. */
const root = join(import.meta.dirname, '..')
const watched = ['app', 'platform', 'modules', 'database']

let server: ChildProcess | undefined
let timer: NodeJS.Timeout | undefined
let isStopping = false

process.chdir(root)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
await watchWebApp()
watchServer()

/** Resolves after the first build; each later one restarts the server, which holds the page in memory. */
async function watchWebApp(): Promise<void> {
  const configFile = join(root, 'app/web/vite.config.ts')
  const watcher = await build({ configFile, mode: 'development', logLevel: 'warn', build: { watch: {} } })
  if (!('on' in watcher)) return

  await new Promise<void>((resolve) => {
    watcher.on('event', (event) => {
      if (event.code === 'ERROR') console.error(event.error.message)
      if (event.code === 'END') restartSoon()
      if (event.code === 'END' || event.code === 'ERROR') resolve()
    })
  })
}

function watchServer(): void {
  for (const folder of watched) {
    watch(join(root, folder), { recursive: true }, (_event, name) => {
      if (name && !/(^|[/\\])web[/\\]|\.test\.ts$/.test(name) && /\.(ts|sql)$/.test(name)) restartSoon()
    })
  }
}

function restartSoon(): void {
  clearTimeout(timer)
  timer = setTimeout(restart, 150)
}

function restart(): void {
  if (isStopping) return
  if (server && server.exitCode === null && server.signalCode === null) {
    server.once('exit', serve)
    server.kill('SIGTERM')
    server = undefined
    return
  }
  serve()
}

function serve(): void {
  if (isStopping) return
  server = spawn(process.execPath, ['app/cli/main.ts', 'serve'], { stdio: 'inherit' })
}

function stop(): void {
  if (isStopping) return
  isStopping = true
  if (!server || server.exitCode !== null) process.exit(0)
  server.once('exit', () => process.exit(0))
  server.kill('SIGTERM')
}
