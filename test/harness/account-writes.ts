import type { Cast, Loose, Person } from '../portal.ts'
import { addAuthenticator } from './authenticator.ts'
import { personAt, type Reply } from './person.ts'
import { someone } from './someone.ts'

type Write = () => Promise<Reply>

const phrase = 'quite another phrase 11'

/** The token of the newest mail to an address. */
async function mailed({ ada }: Cast, email: string, kind = 'token'): Promise<string> {
  const list = await ada.get(`/api/mail-messages?q=${encodeURIComponent(email)}`).answers(200)
  const mail = await ada.get(`/api/mail-messages/${list.items?.[0]?.id}`).answers(200)
  return new RegExp(`#${kind}=([\\w-]+)`).exec(String(mail.body_text))?.[1] ?? ''
}

/** Writes of people about their own account, each with somebody of its own. */
export const writesOfOneself = (cast: Cast, password: string): Record<string, Write> => ({
  ...ofRegistration(cast),
  ...ofPasswords(cast, password),
  ...ofLinks(cast, password),
  ...ofSessions(cast, password),
  ...ofOwnData(cast, password),
})

async function signedInAs(cast: Cast, password: string): Promise<Person> {
  const person = await someone(cast, password)
  await person.post('/api/auth/login', { email: person.email, password }).answers(200)
  return person
}

function ofRegistration(cast: Cast): Record<string, Write> {
  const registered = async () => {
    const email = `self.${crypto.randomUUID()}@people.example`
    const visitor = personAt(cast.base)
    const given = { email, password: phrase, first_name: 'Self' }
    await visitor.post('/api/auth/register', given).answers(202)
    return { email, visitor, token: await mailed(cast, email) }
  }
  return {
    'identity.verifyEmail': async () => {
      const { visitor, token } = await registered()
      return visitor.post('/api/auth/verify-email', { token })
    },
    'identity.resendVerification': async () => {
      const { visitor, email } = await registered()
      return visitor.post('/api/auth/verify-email/resend', { email })
    },
    'identity.discardRegistration': async () => {
      const { visitor, token } = await registered()
      return visitor.post('/api/auth/verify-email/discard', { token })
    },
  }
}

function ofPasswords(cast: Cast, password: string): Record<string, Write> {
  const { base } = cast
  const signedIn = () => signedInAs(cast, password)
  return {
    'identity.forgotPassword': async () => {
      const { email } = await someone(cast, password)
      return personAt(base).post('/api/auth/password/forgot', { email })
    },
    'identity.resetPassword': async () => {
      const { email } = await someone(cast, password)
      await personAt(base).post('/api/auth/password/forgot', { email }).answers(202)
      const token = await mailed(cast, email)
      return personAt(base).post('/api/auth/password/reset', { token, password: phrase })
    },
    'identity.changePassword': async () =>
      (await signedIn()).post('/api/auth/password/change', {
        current_password: password,
        new_password: phrase,
      }),
  }
}

function ofLinks(cast: Cast, password: string): Record<string, Write> {
  const { base } = cast
  const signedIn = () => signedInAs(cast, password)
  const withLinks = async (): Promise<Person> => {
    await cast.ada.put('/api/settings/sign-in', { magic_link: true }).answers(200)
    return someone(cast, password)
  }
  return {
    'identity.changeEmail': async () =>
      (await signedIn()).post('/api/auth/email/change', { email: `${crypto.randomUUID()}@people.example` }),
    'identity.confirmEmail': async () => {
      const email = `${crypto.randomUUID()}@people.example`
      await (await signedIn()).post('/api/auth/email/change', { email }).answers(202)
      const token = await mailed(cast, email, 'email')
      return personAt(base).post('/api/auth/email/confirm', { token })
    },
    'identity.requestMagicLink': async () => {
      const { email } = await withLinks()
      return personAt(base).post('/api/auth/magic-link', { email })
    },
    'identity.redeemMagicLink': async () => {
      const { email } = await withLinks()
      await personAt(base).post('/api/auth/magic-link', { email }).answers(202)
      const token = await mailed(cast, email, 'link')
      return personAt(base).post('/api/auth/magic-link/redeem', { token })
    },
  }
}

function ofSessions(cast: Cast, password: string): Record<string, Write> {
  const signedIn = () => signedInAs(cast, password)
  const otherSession = async (person: Person): Promise<unknown> => {
    await personAt(cast.base).post('/api/auth/login', { email: person.email, password }).answers(200)
    const { items } = await person.get('/api/auth/sessions').answers(200)
    return (items as unknown as Loose[]).find(({ current }) => String(current) === 'false')?.id
  }
  return {
    'identity.renameSession': async () => {
      const person = await signedIn()
      const id = await otherSession(person)
      return person.patch(`/api/auth/sessions/${id}`, { device_name: 'Kitchen' })
    },
    'identity.revokeSession': async () => {
      const person = await signedIn()
      return person.delete(`/api/auth/sessions/${await otherSession(person)}`)
    },
    'identity.revokeOtherSessions': async () => {
      const person = await signedIn()
      await otherSession(person)
      return person.post('/api/auth/sessions/revoke-others')
    },
  }
}

function ofOwnData(cast: Cast, password: string): Record<string, Write> {
  const { base } = cast
  const signedIn = () => signedInAs(cast, password)
  return {
    'identity.askForExport': async () => (await signedIn()).post('/api/me/exports', {}),
    'identity.askForErasure': async () => {
      const person = await signedIn()
      return person.post('/api/me/erasure', { confirm_email: person.email })
    },
    'identity.cancelErasure': async () => {
      const person = await signedIn()
      await person.post('/api/me/erasure', { confirm_email: person.email }).answers(200)
      return personAt(base).post('/api/auth/erasure/cancel', { token: await mailed(cast, person.email) })
    },
  }
}

/** Writes of super administrators about people, each about somebody of its own. */
export function writesAboutPeople(cast: Cast, password: string): Record<string, Write> {
  const { ada } = cast
  const somebody = async () => `/api/users/${(await someone(cast, password)).user_id}`
  const added = (more: object = {}) =>
    ada.post('/api/users', { email: `${crypto.randomUUID()}@people.example`, first_name: 'New', ...more })
  const acting = async () => ada.post(`${await somebody()}/impersonate`, { reason: 'To see what they see' })
  return {
    'identity.createUser': () => added(),
    'identity.changeUser': async () => ada.patch(await somebody(), { first_name: 'Other' }),
    'identity.inviteUser': async () => {
      const { id } = await added({ send_invitation: false }).answers(201)
      return ada.post(`/api/users/${id}/invite`)
    },
    'identity.unlockUser': async () => ada.post(`${await somebody()}/unlock`),
    'identity.sendReset': async () => ada.post(`${await somebody()}/send-reset`),
    'identity.revokeUserSessions': async () => {
      const person = await someone(cast, password)
      await person.post('/api/auth/login', { email: person.email, password }).answers(200)
      return ada.post(`/api/users/${person.user_id}/revoke-sessions`)
    },
    'identity.disableUser': async () => ada.post(`${await somebody()}/disable`, { reason: 'Gone' }),
    'identity.deleteUser': async () => {
      const { email, user_id } = await someone(cast, password)
      return ada.request('DELETE', `/api/users/${user_id}`, { confirm_email: email })
    },
    'identity.enableUser': async () => {
      const path = await somebody()
      await ada.post(`${path}/disable`, { reason: 'Gone' }).answers(200)
      return ada.post(`${path}/enable`, {})
    },
    'identity.forcePasswordChange': async () => ada.post(`${await somebody()}/force-password-change`, {}),
    'identity.resetSecondFactor': async () => {
      const person = await someone(cast, password)
      await person.post('/api/auth/login', { email: person.email, password }).answers(200)
      await addAuthenticator(person)
      return ada.post(`/api/users/${person.user_id}/reset-second-factor`, { reason: 'Lost' })
    },
    'identity.setSuperAdmin': async () =>
      ada.put(`${await somebody()}/super-admin`, { is_super_admin: true }),
    'identity.impersonate': async () => {
      const reply = await acting()
      await ada.post('/api/auth/impersonation/stop').answers(200)
      return reply
    },
    'identity.stopImpersonation': async () => {
      await acting()
      return ada.post('/api/auth/impersonation/stop')
    },
    'identity.changeSignInSettings': () => ada.put('/api/settings/sign-in', { password_min_length: 13 }),
  }
}
