import { execFile, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const shipped = new URL('../../deploy/fail2ban/', import.meta.url).pathname

export const hasFail2ban = spawnSync('fail2ban-regex', ['--version']).status === 0

export const filterText = (name: string) => readFileSync(`${shipped}${name}.conf`, 'utf8')

/** The shipped filter as a regular expression of ours: what it matches once the date is gone. */
export function patternsOf(name: string): RegExp[] {
  const [, lines = ''] = /^failregex = ([\s\S]*?)^ignoreregex/m.exec(filterText(name)) ?? []
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => new RegExp(line.replace(/^\^ \\\|/, '^ \\|').replace('<ADDR>', '(?<ip>[0-9a-f:.]+)')))
}

/** How many of these lines fail2ban itself finds, and in how many it does not. */
export async function askFail2ban(
  name: string,
  lines: string[],
): Promise<{ matched: number; missed: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'myportal-f2b-'))
  try {
    const log = join(folder, 'auth.log')
    writeFileSync(log, `${lines.join('\n')}\n`)
    const { stdout } = await run('fail2ban-regex', [log, `${shipped}${name}.conf`])
    const [, matched, missed] = /(\d+) matched, (\d+) missed/.exec(stdout) ?? []
    return { matched: Number(matched), missed: Number(missed) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export interface Daemon {
  banned(): string[]
  /** How many failures a jail has counted so far. */
  failures(jail: string): Promise<number>
  stop(): Promise<void>
}

/** A fail2ban daemon with the shipped filters and jails, which writes down whom it bans. It needs no root. */
export async function startFail2ban(log: string): Promise<Daemon> {
  const folder = mkdtempSync(join(tmpdir(), 'myportal-f2b-'))
  const config = join(folder, 'etc')
  const list = join(folder, 'banned')
  for (const part of ['filter.d', 'action.d', 'jail.d']) mkdirSync(join(config, part), { recursive: true })
  for (const part of ['fail2ban.conf', 'jail.conf', 'paths-common.conf', 'paths-debian.conf'])
    if (existsSync(`/etc/fail2ban/${part}`)) cpSync(`/etc/fail2ban/${part}`, join(config, part))
  for (const name of ['auth', 'totp', 'admin'])
    cpSync(`${shipped}myportal-${name}.conf`, join(config, 'filter.d', `myportal-${name}.conf`))
  cpSync(`${shipped}myportal-auth.local`, join(config, 'jail.d', 'myportal-auth.local'))
  const mine = ['auth', 'totp', 'admin'].map(
    (name) => `[myportal-${name}]\nlogpath = ${log}\naction = note\n`,
  )
  // Its database would bring back the bans of a run before.
  writeFileSync(join(config, 'fail2ban.local'), '[Definition]\ndbfile = None\n')
  writeFileSync(join(config, 'jail.d', 'zz-test.local'), mine.join('\n'))
  writeFileSync(join(config, 'action.d', 'note.conf'), `[Definition]\nactionban = echo <ip> >> ${list}\n`)
  appendFileSync(list, '')
  const where = ['-c', config, '-s', join(folder, 'socket'), '-p', join(folder, 'pid')]
  const client = async (...args: string[]) => (await run('fail2ban-client', [...where, ...args])).stdout
  const options = ['--logtarget', join(folder, 'log'), '--loglevel', 'INFO']
  await run('fail2ban-client', [...where, ...options, '-b', 'start'], { timeout: 30_000 })
  return {
    banned: () => readFileSync(list, 'utf8').split('\n').filter(Boolean),
    async failures(jail) {
      return Number(/Total failed:\s+(\d+)/.exec(await client('status', jail))?.[1] ?? 0)
    },
    async stop() {
      await client('stop')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
