import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { allApis } from '../app/contracts.ts'
import { asOwner, inTransaction } from '../platform/database/index.ts'
import { writesAboutPeople, writesOfOneself } from './harness/account-writes.ts'
import { addAuthenticator, codeOf } from './harness/authenticator.ts'
import { writesOfDeskLists } from './harness/desk-list-writes.ts'
import { silentDeskMail } from './harness/desk-mail-writes.ts'
import { silentDeskSetup, writesOfDeskSetup } from './harness/desk-setup-writes.ts'
import { writesOfFirms } from './harness/firms-writes.ts'
import { writesOfImports } from './harness/import-writes.ts'
import { writesOfKeys, writesOfMachines } from './harness/machine-writes.ts'
import { silentNotifications, writesOfNotifications } from './harness/notification-writes.ts'
import { personAt, type Reply } from './harness/person.ts'
import { writesOfRoles } from './harness/role-writes.ts'
import { someone } from './harness/someone.ts'
import { writesOfStaff } from './harness/staff-writes.ts'
import { writesOfStream } from './harness/stream-writes.ts'
import { writesOfSyncro } from './harness/syncro-writes.ts'
import { silentTickets, writesOfTicketDetail } from './harness/ticket-detail-writes.ts'
import { writesOfWebhooks } from './harness/webhook-writes.ts'
import { type Cast, invitationToken, type Loose, type Person, password, portal } from './portal.ts'

/** Every write that succeeded has its event, under its request's id (api §5). A new write must be added here. */
type Write = () => Promise<Reply>

/** What changes nothing that anybody would have to be told of. */
const silent: Record<string, string> = {
  'operations.previewSchedule': 'a typing aid: stores nothing',
  'identity.checkPassword': 'a typing aid: stores nothing',
  'identity.passkeyOptions': 'a question to the browser: nothing of anybody’s changes',
  'identity.newPasskeyOptions': 'as above',
  'identity.setUpTotp': 'what nobody has until a code proves it; that says so',
  'identity.addPasskey': 'needs a browser: test/browser/passkeys.test.ts',
  'identity.passkeyLogin': 'as above',
  'identity.renamePasskey': 'as above',
  'identity.deletePasskey': 'as above',
  'identity.issueToken': 'counted, and told once an hour for each client (machine_client.tokens_issued)',
  'identity.introspectToken': 'a question, by a token that must not stand in an address',
  'identity.previewInvitation': 'reads, by a secret that must not stand in an address',
  ...silentNotifications,
  ...silentDeskSetup,
  ...silentDeskMail,
  ...silentTickets,
  'companies.previewTemplate': 'shows what becomes of a text: stores nothing',
  'tickets.markRead': 'what somebody has read is nobody else’s',
  'tickets.upload': 'bytes that belong to nothing yet; the ticket that takes them says so',
  'tickets.discardUpload': 'as above',
}

let cast: Cast
let writes: Record<string, Write> = {}
before(async () => {
  cast = await portal()
  writes = {
    ...ofIdentity(),
    ...ofFactors(),
    ...writesOfOneself(cast, password),
    ...writesAboutPeople(cast, password),
    ...writesOfKeys(cast),
    ...writesOfMachines(cast),
    ...writesOfStaff(cast),
    ...writesOfFirms(cast),
    ...writesOfRoles(cast),
    ...writesOfNotifications(cast),
    ...(await ofCompanies()),
    ...ofTickets(),
    ...writesOfTicketDetail(cast),
    ...writesOfImports(cast),
    ...writesOfDeskSetup(cast),
    ...writesOfDeskLists(cast),
    ...writesOfWebhooks(cast),
    ...writesOfSyncro(cast),
    ...ofOperations(),
    ...writesOfStream(cast),
  }
})

const all = Object.entries(allApis).flatMap(([module, api]) =>
  Object.entries(api as Record<string, { method: string }>)
    .filter(([, { method }]) => method !== 'GET')
    .map(([name]) => `${module}.${name}`),
)

describe('every write', () => {
  for (const name of all.filter((one) => !(one in silent))) {
    test(`${name} has its event`, async () => {
      const write = writes[name]
      assert.ok(write, 'say in this file how it is called')
      const reply = await write()
      assert.equal(Math.floor(reply.status / 100), 2, reply.text)
      const types = await eventsOf(reply)
      assert.ok(types.length > 0, `no event under ${reply.headers.get('x-request-id')}`)
    })
  }

  test('that failed has none', async () => {
    const { bob } = cast.acme
    const refused = await bob.post('/api/tickets', { subject: 'x', body: 'b', category: 'no such' })
    assert.equal(refused.status, 422)
    assert.deepEqual(await eventsOf(refused), [])
  })

  test('that changed nothing has none', async () => {
    const ticket = await cast.acme.bob.post('/api/tickets', { subject: 'Same', body: 'b' }).answers(201)
    const same = await cast.tess.patch(`/api/tickets/${ticket.id}`, { subject: 'Same' })
    assert.equal(same.status, 200)
    assert.deepEqual(await eventsOf(same), [])
  })

  test('whose event cannot be written does not happen', async () => {
    await withRefusedEvents(async () => {
      const refused = await cast.acme.bob.post('/api/tickets', { subject: 'Never', body: 'b' })
      assert.ok(refused.status >= 400, refused.text)
    })
    const found = await cast.acme.bob.get('/api/tickets?q=Never').answers(200)
    assert.deepEqual(found.items, [])
  })

  test('that fails at its commit leaves no event, message or delivery; let pass, one of each', async () => {
    const { ada, acme } = cast
    // Paused: what would be sent is held, and there to be counted.
    const url = 'http://127.0.0.1:59999/hook'
    const endpoint = { name: 'Late', url, event_types: ['ticket.created'], company_ids: [acme.id] }
    const { id } = await ada.post('/api/webhook-endpoints', endpoint).answers(201)
    await ada.post(`/api/webhook-endpoints/${id}/pause`, {}).answers(200)
    const order = () => acme.bob.post('/api/tickets', { subject: 'Late', body: 'b' })
    const before = await toldOf(Number(id))

    await withRefusedCommits(async () => {
      const refused = await order()
      assert.ok(refused.status >= 400, refused.text)
      assert.deepEqual(await eventsOf(refused), [])
    })
    assert.deepEqual(await toldOf(Number(id)), before)
    await order().answers(201)
    assert.deepEqual(
      await toldOf(Number(id)),
      before.map((n) => n + 1),
    )
  })
})

/** How many events, rows of one person's feed and deliveries of an endpoint tell of new tickets. */
async function toldOf(endpoint: number): Promise<number[]> {
  await cast.portal.background.idle()
  const { rows } = await asOwner(cast.database, (client) =>
    client.query(
      `select (select count(*)::int from myportal.events where type = 'ticket.created') as events,
         (select count(*)::int from myportal.notifications where event_type = 'tickets.created' and user_id = $1) as rows,
         (select count(*)::int from myportal.webhook_deliveries where webhook_endpoint_id = $2) as deliveries`,
      [cast.tess.user_id, endpoint],
    ),
  )
  return Object.values(rows[0] ?? {})
}

function eventsOf(reply: Reply): Promise<string[]> {
  const id = reply.headers.get('x-request-id')
  return inTransaction(cast.database, { role: 'portal_system', read_only: true }, async (tx) => {
    const { rows } = await tx.run<{ type: string }>('select type from events where request_id = $1', [id])
    return rows.map(({ type }) => type)
  })
}

const sql = (text: string) => asOwner(cast.database, (client) => client.query(text))

/** Nothing refuses a new ticket before the commit does. */
async function withRefusedCommits(work: () => Promise<void>): Promise<void> {
  await sql(`create function myportal.refuse_late() returns trigger language plpgsql as
    $$ begin raise exception 'too late' using errcode = '53100'; end $$;
    create constraint trigger refuse_late after insert on myportal.tickets deferrable initially deferred
      for each row execute function myportal.refuse_late()`)
  try {
    await work()
  } finally {
    await sql('drop trigger refuse_late on myportal.tickets; drop function myportal.refuse_late()')
  }
}

async function withRefusedEvents(work: () => Promise<void>): Promise<void> {
  await sql(`create function myportal.refuse_all() returns trigger language plpgsql as
    $$ begin raise exception 'not now' using errcode = '53100'; end $$;
    create trigger refuse_all before insert on myportal.events for each row execute function myportal.refuse_all()`)
  try {
    await work()
  } finally {
    await sql('drop trigger refuse_all on myportal.events; drop function myportal.refuse_all()')
  }
}

const items = (body: Loose) => body.items as unknown as Loose[]

async function roleId(name: string): Promise<unknown> {
  const { items: roles } = await cast.ada.get('/api/roles?kind=customer').answers(200)
  return (roles as unknown as Loose[]).find((role) => String(role.name) === name)?.id
}

/** Somebody invited to Acme: their address and their membership. */
async function invited(): Promise<{ email: string; id: unknown }> {
  const email = `invited.${crypto.randomUUID()}@people.example`
  const role_id = await roleId('Member')
  const { id } = await cast.ada
    .post(`/api/companies/${cast.acme.id}/memberships`, { email, role_id })
    .answers(201)
  return { email, id }
}

async function membershipOf(person: Person): Promise<unknown> {
  const list = await cast.ada.get(`/api/companies/${cast.acme.id}/memberships?limit=200`).answers(200)
  return items(list).find((one) => Number(one.user?.id) === person.user_id)?.id
}

function ofIdentity(): Record<string, Write> {
  const { bob, olive } = cast.acme
  return {
    'identity.login': () => personAt(cast.base).post('/api/auth/login', { email: bob.email, password }),
    'identity.logout': async () => {
      const other = personAt(cast.base)
      await other.post('/api/auth/login', { email: bob.email, password }).answers(200)
      return other.post('/api/auth/logout')
    },
    'identity.register': firstRegistration,
    'identity.acceptInvitation': async () => {
      const { email } = await invited()
      const token = await invitationToken(cast.ada, email)
      return personAt(cast.base).post('/api/auth/invitations/accept', { token, password, first_name: 'New' })
    },
    'identity.confirm': () => bob.post('/api/auth/confirm', { password }),
    'identity.changePreferences': () => bob.patch('/api/me/preferences', { density: 'compact' }),
    'identity.changeMe': () => bob.patch('/api/me', { first_name: 'Robert' }),
    'identity.createApiKey': () =>
      olive.post('/api/api-keys', { description: 'k', scopes: ['account.read'] }),
    'identity.deleteApiKey': async () => {
      const made = await olive
        .post('/api/api-keys', { description: 'k', scopes: ['account.read'] })
        .answers(201)
      return olive.delete(`/api/api-keys/${made.key?.id}`)
    },
  }
}

/** Each with somebody of its own: a code works once. */
function ofFactors(): Record<string, Write> {
  const enrolled = async () => {
    const person = await someone(cast, password)
    await person.post('/api/auth/login', { email: person.email, password }).answers(200)
    return { person, phone: await addAuthenticator(person) }
  }
  return {
    'identity.verifyTotp': async () => {
      const { person } = await enrolled()
      const { secret } = await person.post('/api/auth/totp/setup').answers(200)
      return person.post('/api/auth/totp/verify', { code: codeOf(String(secret)) })
    },
    'identity.deleteTotp': async () => {
      const { person, phone } = await enrolled()
      return person.delete(`/api/auth/totp/${phone.id}`)
    },
    'identity.makeRecoveryCodes': async () => (await enrolled()).person.post('/api/auth/recovery-codes'),
    'identity.secondFactor': async () => {
      const { person, phone } = await enrolled()
      const { challenge } = await person
        .post('/api/auth/login', { email: person.email, password })
        .answers(401, 'second_factor_required')
      return person.post('/api/auth/login/second-factor', { challenge, totp_code: phone.code(1) })
    },
  }
}

/** It happened once, before this file's tests began. */
async function firstRegistration(): Promise<Reply> {
  const { rows } = await asOwner(cast.database, (client) =>
    client.query<{ request_id: string }>(
      `select request_id from myportal.events where type = 'user.registered' order by id limit 1`,
    ),
  )
  const headers = new Headers({ 'x-request-id': rows[0]?.request_id ?? '' })
  return { status: 201, headers, text: '', body: {} }
}

async function ofCompanies(): Promise<Record<string, Write>> {
  const { ada, acme, globex, reg } = cast
  const member = await cast.member(acme.id, 'Max', 'Member')
  const on = async (person: Person, verb: string) => `/api/memberships/${await membershipOf(person)}/${verb}`
  const invite = async (person: Person) => {
    const role_id = await roleId('Member')
    const body = { email: person.email, role_id }
    return ada.post(`/api/companies/${acme.id}/memberships`, body).answers(201)
  }
  const helped = async (way: string) => ada.post(await on(await cast.member(acme.id, 'Max', 'Member'), way))
  return {
    'companies.switchCompany': async () => {
      await ada.post('/api/switch-company', { company_id: acme.id }).answers(200)
      return ada.post('/api/switch-company', { company_id: cast.provider.id })
    },
    'companies.createCompany': () => ada.post('/api/companies', { name: 'Initech', allow_duplicate: true }),
    'companies.changeCompany': () => ada.patch(`/api/companies/${acme.id}`, { version: 1, city: 'Köln' }),
    'companies.invite': async () => {
      const body = { email: `x.${crypto.randomUUID()}@people.example`, role_id: await roleId('Member') }
      return ada.post(`/api/companies/${acme.id}/memberships`, body)
    },
    'companies.changeMembership': async () => {
      const body = { role_id: await roleId('Requester'), version: 2 }
      return ada.patch(`/api/memberships/${await membershipOf(member)}`, body)
    },
    'companies.suspendMembership': async () => ada.post(await on(member, 'suspend'), {}),
    'companies.resumeMembership': async () => ada.post(await on(member, 'resume')),
    'companies.resendInvitation': async () => ada.post(`/api/memberships/${(await invited()).id}/resend`),
    'companies.unlockMember': () => helped('unlock'),
    'companies.sendMemberReset': () => helped('send-reset'),
    'companies.revokeMemberSessions': () => helped('revoke-sessions'),
    'companies.removeMembership': async () => ada.delete((await on(member, '')).replace(/\/$/, '')),
    'companies.declineInvitation': async () => reg.post(`/api/invitations/${(await invite(reg)).id}/decline`),
    'companies.acceptInvitation': async () =>
      globex.eve.post(`/api/invitations/${(await invite(globex.eve)).id}/accept`),
  }
}

function ofTickets(): Record<string, Write> {
  const { tess, acme } = cast
  const opened = async () => {
    const { id } = await acme.bob.post('/api/tickets', { subject: 'Event', body: 'b' }).answers(201)
    return `/api/tickets/${id}`
  }
  return {
    'tickets.open': () => acme.bob.post('/api/tickets', { subject: 'Event', body: 'b' }),
    'tickets.change': async () => tess.patch(await opened(), { priority: 'high' }),
    'tickets.take': async () => tess.post(`${await opened()}/take`),
    'tickets.resolve': async () => acme.bob.post(`${await opened()}/resolve`, {}),
    'tickets.reopen': async () => {
      const path = await opened()
      await acme.bob.post(`${path}/resolve`, {}).answers(200)
      return acme.bob.post(`${path}/reopen`, {})
    },
    'tickets.reply': async () => tess.post(`${await opened()}/replies`, { body: 'An answer' }),
  }
}

function ofOperations(): Record<string, Write> {
  return {
    'operations.changeSetup': () => cast.ada.patch('/api/setup', { dismissed: true }),
    'operations.changeBranding': () => cast.ada.patch('/api/branding', { name: 'Support' }),
    'operations.retryMail': async () => {
      const { rows } = await asOwner(cast.database, (client) =>
        client.query<{ id: number }>(
          `update myportal.mail_messages set state = 'failed' where id = (select min(id) from myportal.mail_messages) returning id`,
        ),
      )
      return cast.ada.post(`/api/mail-messages/${rows[0]?.id}/retry`)
    },
  }
}
