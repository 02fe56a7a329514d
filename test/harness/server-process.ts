import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface ServerProcess {
  /** Where it listens. */
  base: string
  /** SIGKILL: it gets no chance to finish anything. Resolves when the process is gone. */
  kill(): Promise<void>
  /** SIGTERM, as an operator stops it. Resolves with the exit code. */
  stop(): Promise<number | null>
}

/** What a process of its own is given of this one: the pinned Node, and sources that are stripped and compiled already. */
export const ownProcess = { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }

const main = new URL('../../app/cli/main.ts', import.meta.url).pathname

/** The portal as an operator runs it, in a process of its own, once it says that it is ready. */
export async function startServer(
  folder: string,
  databaseUrl: string | null,
  more: Record<string, string> = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [main, 'serve'], {
    env: { ...environment(folder, databaseUrl), ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const gone = once(child, 'exit')
  const base = await addressOf(child)
  return {
    base,
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
    async stop() {
      child.kill('SIGTERM')
      const [code] = (await gone) as [number | null]
      return code
    },
  }
}

function environment(folder: string, databaseUrl: string | null): NodeJS.ProcessEnv {
  return {
    ...ownProcess,
    ENVIRONMENT: 'test',
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: folder,
    LOGGING_LEVEL: 'fatal',
    ...(databaseUrl && {
      DATABASE_URL: databaseUrl,
      SESSION_SECRET: 'kept over restarts, of this test alone',
      TOTP_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
    }),
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  const said: string[] = []
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(`The server did not start:\n${said.join('\n')}`)))
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue
      createInterface({ input: stream }).on('line', (line) => {
        said.push(line)
        const address = /ready at (\S+)/.exec(line)?.[1]
        if (address) resolve(address)
      })
    }
  })
}

/** Runs `myportal …` to its end, as an operator would; gives back what it said. */
export async function runCommand(
  args: string[],
  folder: string,
  databaseUrl: string | null,
): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, [main, ...args], {
    env: environment(folder, databaseUrl),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  const [code] = (await once(child, 'close')) as [number]
  return { code, said }
}
