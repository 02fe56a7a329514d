import { type DestinationStream, destination, type Logger, pino } from 'pino'
import { lineFinisher } from './line.ts'
import { prettyLine } from './pretty.ts'
import { redact } from './redact.ts'

/** What everything in the house logs with; `log.child({ logger: 'mail' })` names a part. */
export type Log = Logger

/** `base` is in every line (environment, node, version); `secrets` are values that are never printed. */
export interface LogOptions {
  level: string
  format: 'json' | 'pretty'
  secrets: string[]
  base?: Record<string, string | number>
  stream?: DestinationStream
}

/**
 * One JSON object a line, at most 16 KiB: timestamp (ISO 8601 UTC, ms), level (DEBUG…ERROR), logger, message,
 * then what was given. Values under secret-like keys and registered secrets print as `[secret]`.
 */
export function openLog({ level, format, secrets, base = {}, stream = destination(1) }: LogOptions): Log {
  const finish = lineFinisher(secrets)
  const write = (line: string) =>
    void stream.write(format === 'pretty' ? prettyLine(finish(line)) : finish(line))
  const names = namesOf()
  const log = pino(
    {
      level,
      base: { process: process.pid, ...base },
      messageKey: 'message',
      errorKey: 'error',
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: {
        level: (label) => ({ level: label.toUpperCase() }),
        log: (given) => redact(given),
      },
      // `redact` has made plain data of errors; pino's own serialisers would add all their properties.
      serializers: { err: (error: unknown) => error, error: (error: unknown) => error },
      mixin: (_given, _level, logger) => names(logger),
    },
    { write },
  )
  return redactingChildren(log)
}

/** pino gives bindings of children to no formatter; a token in one must not be printed either. */
function redactingChildren(log: Log): Log {
  const child = log.child

  return Object.assign(log, {
    child(this: Log, bindings: Record<string, unknown>, options?: Parameters<typeof child>[1]) {
      return child.call(this, redact(bindings), options)
    },
  })
}

/** Names the lines of loggers that have no name of their own. A second `logger` key would be bad JSON. */
function namesOf(): (logger: Log) => { logger?: string } {
  const hasName = new WeakMap<Log, boolean>()

  return (logger) => {
    const known = hasName.get(logger) ?? 'logger' in logger.bindings()
    hasName.set(logger, known)
    // A new object each time: pino writes the line's fields into it.
    return known ? {} : { logger: 'portal' }
  }
}
