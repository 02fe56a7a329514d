import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'

const program = process.env.TEST_REDIS_SERVER ?? 'redis-server'

/** Why tests that need a real Redis are left out; false where one is installed. */
export const withoutRedis = spawnSync(program, ['--version']).status === 0 ? false : 'needs redis-server'

/** A Redis of one's own on a free port, that can be killed and started again at the same address. */
export interface RedisServer {
  url: string
  kill(): Promise<void>
  start(): Promise<void>
}

export async function redisServer(): Promise<RedisServer> {
  const port = await freePort()
  let child = await startOn(port)

  return {
    url: `redis://127.0.0.1:${port}`,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
    async start() {
      child = await startOn(port)
    },
  }
}

async function startOn(port: number): Promise<ChildProcess> {
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', tmpdir()]
  const child = spawn(program, options)
  for await (const text of child.stdout) if (String(text).includes('Ready to accept connections')) break

  return child
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}
