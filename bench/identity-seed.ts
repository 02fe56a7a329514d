import { asOwner, type Database } from '../platform/database/index.ts'

export interface People {
  people: number
  sessions: number
  keys: number
  events: number
}

/** Sessions of person 0 and onward have known cookies: this is the value of the one with this number. */
export const cookieOf = (number: number) => `bench-session-${String(number).padStart(29, '0')}`
export const emailOf = (number: number) => `person${number}@people.example`

/** Many people who all have Ada's password, by SQL; the same every time. */
export async function seedPeople(database: Database, size: People): Promise<void> {
  await asOwner(database, async (client) => {
    // Without triggers and foreign keys: what is written is whole, and nothing is announced of it.
    await client.query(`set statement_timeout to '0'; set session_replication_role = replica`)
    for (const [statement, values] of statements(size)) await client.query(statement, values)
    await client.query(`set session_replication_role = origin; set statement_timeout to '10s'`)
    await client.query('vacuum analyze users, sessions, api_keys, events')
  })
}

const statements = ({ people, sessions, keys, events }: People): [string, unknown[]][] => [
  [
    `insert into users (email, email_key, first_name, last_name, password_hash, email_verified_at, created_at, last_login_at)
     select 'person' || i || '@people.example', 'person' || i || '@people.example',
       (array['Anna','Ben','Cleo','Dan','Emma','Finn','Gina','Hugo'])[1 + i % 8], 'Person ' || i, password_hash, now(),
       now() - i * interval '1 minute', now() - i * interval '30 seconds'
     from (select password_hash from users order by id limit 1) ada, generate_series(0, $1::int - 1) i`,
    [people],
  ],
  [
    `insert into sessions (user_id, token_hash, user_agent, ip, created_at, last_seen_at, expires_at, absolute_expires_at)
     select first + i % $2, sha256(('bench-session-' || lpad(i::text, 29, '0'))::bytea), 'Mozilla/5.0 (bench)', '203.0.113.7',
       now() - interval '1 hour', now(), now() + interval '11 hours', now() + interval '6 days'
     from (select min(id) as first from users where email like 'person%') x, generate_series(0, $1::int - 1) i`,
    [sessions, people],
  ],
  [
    `insert into api_keys (user_id, description, preview, token_hash, pepper_id, scopes, expires_at)
     select first + i % $2, 'Key number ' || i, 'mpk_' || lpad(i::text, 8, '0'), sha256(('bench-key-' || i)::bytea), '00000000',
       '{account.read}', now() + interval '1 year'
     from (select min(id) as first from users where email like 'person%') x, generate_series(0, $1::int - 1) i`,
    [keys, people],
  ],
  [
    `insert into events (type, retention_class, subject_type, subject_id, actor_kind, actor_id, audience, data, created_at)
     select 'session.created', 'sign_in', 'session', i, 'user', first + i % $2, 'provider', '{"factors":["password"]}',
       now() - i * interval '1 second'
     from (select min(id) as first from users where email like 'person%') x, generate_series(0, $1::int - 1) i`,
    [events, people],
  ],
]
