import { sealSecretsAgain } from '../../modules/integrations/server/index.ts'
import type { Database } from '../../platform/database/index.ts'
import type { Portal } from '../server.ts'
import { withPortal } from './with-portal.ts'

/** `myportal keys rotate --signing | --data | --finish`. */
export async function keys(args: string[]): Promise<void> {
  const [verb, what] = args
  if (verb !== 'rotate' || args.length !== 2 || !['--signing', '--data', '--finish'].includes(what ?? ''))
    return usage('myportal keys rotate --signing | --data | --finish')
  await withPortal(async (portal, database) => {
    if (what === '--signing') {
      const { kid } = await portal.identity.publishNextKey()
      console.log(`Published the next signing key ${kid}; it signs a day from now.`)
      return
    }
    const { rewritten, keys_in_use } = await rotateData(portal, database)
    console.log(`Encrypted ${rewritten} secrets anew; in use now: key ${keys_in_use.join(', ') || 'none'}.`)
    if (what === '--finish')
      console.log(
        'TOTP_ENCRYPTION_KEY_PREVIOUS and M2M_JWT_SECRET_KEY_PREVIOUS may go: nothing is encrypted with an earlier key.',
      )
  })
}

/** Encrypts anew, under the current keys, whatever the portal keeps encrypted. */
export async function rotateData({ identity }: Pick<Portal, 'identity'>, database: Database) {
  const { rewritten, keys_in_use } = await identity.rotateData()
  return { rewritten: rewritten + (await sealSecretsAgain(database)), keys_in_use }
}

/** `myportal erasures replay`: after a restore by hand; the server does it at each start. */
export async function erasures(args: string[]): Promise<void> {
  if (args.length !== 1 || args[0] !== 'replay') return usage('myportal erasures replay')
  await withPortal(async ({ identity }) => {
    await identity.replayErasures()
    console.log('Everybody whom the list calls erased is erased.')
  })
}

function usage(line: string): void {
  console.error(line)
  process.exitCode = 64
}
