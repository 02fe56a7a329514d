import { ConfigProblems } from '../../platform/config.ts'
import { Problem, problemKinds } from '../../platform/contract/problems.ts'
import { Refused } from '../../platform/refused.ts'
import { version } from '../version.ts'

interface Command {
  about: string
  run(args: string[]): Promise<void>
}

const commands: Record<string, Command> = {
  serve: {
    about: 'Migrate and serve the portal (the default)',
    run: async () => (await import('./serve.ts')).serve(),
  },
  migrate: {
    about:
      '[--search-language]: bring the database up to date, or search in another SEARCH_LANGUAGE, and stop',
    run: async (args) => (await import('./migrate.ts')).migrateOnly(args),
  },
  user: {
    about: 'Look after people: create, promote, unlock, reset-password, reset-second-factor',
    run: async (args) => (await import('./user.ts')).user(args),
  },
  'create-admin': {
    about: 'The same as: user create EMAIL --super-admin',
    run: async (args) => (await import('./user.ts')).user(['create', ...args, '--super-admin']),
  },
  'reset-password': {
    about: 'The same as: user reset-password EMAIL',
    run: async (args) => (await import('./user.ts')).user(['reset-password', ...args]),
  },
  keys: {
    about: 'rotate --signing | --data | --finish: turn the keys that sign, or that encrypt',
    run: async (args) => (await import('./keys.ts')).keys(args),
  },
  erasures: {
    about: 'replay: after a restore, erase again whom the list calls erased',
    run: async (args) => (await import('./keys.ts')).erasures(args),
  },
  events: {
    about: 'verify [--publish FILE] | replay --consumer NAME --from TIME: look after the event log',
    run: async (args) => (await import('./events.ts')).events(args),
  },
  version: { about: 'Print the release', run: async () => console.log(version) },
  help: { about: 'Print this', run: async () => printHelp() },
}

function printHelp(): void {
  console.log('myportal COMMAND\n')
  for (const [name, { about }] of Object.entries(commands)) console.log(`  ${name.padEnd(15)} ${about}`)
}

const [name = 'serve', ...args] = process.argv.slice(2)
const command = commands[name]
if (!command) {
  console.error(`There is no command ${name}.`)
  printHelp()
  process.exitCode = 64
} else {
  await command.run(args).catch(fail)
}

/**
 * Configuration faults are listed and end with 78, so that a service manager does not loop (sysexits). Only where
 * nobody expected it, it also says where it failed.
 */
function fail(error: unknown): void {
  const isRule = error instanceof Problem
  const code = codeOf(error)
  console.error(isRule ? wordsOf(error) : (error as Error).message)
  if (code === null && !isRule) console.error((error as Error).stack?.split('\n').slice(1, 6).join('\n'))
  process.exit(code ?? 1)
}

/** What a process ends with that was set up or called wrongly, or refuses to begin; null for everything else. */
function codeOf(error: unknown): number | null {
  if (error instanceof ConfigProblems) return 78
  if (error instanceof Refused) return error.exit_code
  return String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS') ? 64 : null
}

/** A rule that was broken, as the API would tell it. */
function wordsOf({ code, details }: Problem): string {
  const told = details.errors?.map(({ field, message }) => `${field}: ${message}`).join(' ')
  const kind = problemKinds().get(code)
  return told || details.detail || (kind ? `${kind.title}. ${kind.help}` : code)
}
