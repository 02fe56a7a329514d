// Runs one program in the foreground, as if it had been started itself: same terminal, same signals, same exit code.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { environmentWith, root } from './prepare.mjs'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Resolves with the exit code of `node …args` once it has stopped. */
export function launch(node, args, environment = {}) {
  const child = spawn(node, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...environmentWith(node), ...environment },
  })
  for (const signal of signals) process.on(signal, forwarder(child, signal))

  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 1)))
  })
}

/**
 * A Ctrl-C in a terminal reaches every process of the group, and npm passes it on once more. So in a terminal the
 * child has its SIGINT already, and elsewhere it is told at most once a second.
 */
function forwarder(child, signal) {
  const inTerminal = Boolean(process.stdin.isTTY || process.stderr.isTTY)
  let toldAt = 0

  return () => {
    if (signal === 'SIGINT' && inTerminal) return
    if (Date.now() - toldAt < 1000) return
    toldAt = Date.now()
    child.kill(signal)
  }
}
