import { readlinkSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { basename } from 'node:path'
import { parentPort } from 'node:worker_threads'
import { hashSync, type Options, verifySync } from '@node-rs/argon2'
import { compareSync } from 'bcryptjs'

/** What a thread is asked: to hash, or to compare with a hash. */
export interface HashingTask {
  password: Uint8Array
  /** Hashes when given. */
  parameters?: Options
  /** argon2 or bcrypt. */
  hash?: string
}

export type HashingAnswer = { value: string | boolean } | { error: string }

yieldToOthers()
parentPort?.on('message', (task: HashingTask) => parentPort?.postMessage(answerTo(task)))

function answerTo({ password, parameters, hash = '' }: HashingTask): HashingAnswer {
  try {
    if (parameters) return { value: hashSync(password, parameters) }
    if (hash.startsWith('$argon2')) return { value: verifySync(hash, password) }
    return { value: compareSync(Buffer.from(password).toString(), hash) }
  } catch (error) {
    return { error: (error as Error).message }
  }
}

/** On Linux threads have a priority of their own: however many sign in, whoever is in already comes first. */
function yieldToOthers(): void {
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), constants.priority.PRIORITY_LOW)
  } catch {
    // Elsewhere the threads share the processors as they come.
  }
}
