import { asOwner, type Database } from '../../platform/database/index.ts'

/** How much of each; the same numbers make the same rows. */
export interface SeedSize {
  companies: number
  /** People with a membership, spread over the companies. */
  people: number
  /** Entries of the staff directory; the first company has up to 20 000 of them. */
  staff: number
  events: number
  /** Months back from now over which events are spread; 1: this month alone. */
  months: number
}

/**
 * Companies, their people, directories and events, by SQL: whole, deterministic, and nothing is announced of them. Needs
 * a portal whose first person has registered; everybody has that person's password. As superuser of the database.
 */
export async function seedCompanies(database: Database, size: SeedSize): Promise<void> {
  await asOwner(database, async (client) => {
    await client.query(`set statement_timeout to '0'; set session_replication_role = replica`)
    await client.query(makeMonth)
    await client.query(pastMonths, [size.months])
    for (const [text, values] of statements(size)) await client.query(text, values)
    await client.query('vacuum analyze companies, users, memberships, staff_members, events')
    await client.query(`set session_replication_role = origin; set statement_timeout to '10s'`)
  })
}

const pastMonths = `select count(*) from (
  select pg_temp.make_month(class, date_trunc('month', now())::date - make_interval(months => ago)) from
    unnest(array['standard', 'sign_in']) class, generate_series(1, $1::int - 1) ago) x`

/** Months behind us have no part of the stream of their own any more, or never had one. */
const makeMonth = `create or replace function pg_temp.make_month(class text, start timestamp) returns int language plpgsql as $$
declare part text := format('events_%s_%s', class, to_char(start, 'YYYYMM')); begin
  if to_regclass('myportal.' || part) is not null then return 0; end if;
  execute format('create table myportal.%I partition of myportal.%I for values from (%L) to (%L)', part, 'events_' || class,
    start::date, (start + interval '1 month')::date);
  execute format('alter table myportal.%I owner to portal_owner', part);
  perform myportal.protect_table(format('myportal.%I', part)::regclass);
  return 1;
end $$`

const names = `(array['Anna','Ben','Cleo','Dan','Emma','Finn','Gina','Hugo','Ida','Jon'])[1 + i % 10]`
const cities = `(array['Perth','Sydney','Hobart','Darwin','Cairns'])[1 + i % 5]`

const statements = ({ companies, people, staff, events, months }: SeedSize): [string, unknown[]][] => [
  [
    `insert into companies (kind, name, city, country, is_vip, syncro_id, created_at, updated_at)
     select 'customer', 'Seed ' || (array['Bakery','Law','Mining','School','Clinic'])[1 + i % 5] || ' ' || i, ${cities}, 'AU',
       i % 20 = 0, 'seed-' || i, now() - i * interval '1 hour', now() - i * interval '30 minutes'
     from generate_series(1, $1::int) i`,
    [companies],
  ],
  [
    `insert into users (email, email_key, first_name, last_name, password_hash, email_verified_at, created_at)
     select 'seed' || i || '@people.example', 'seed' || i || '@people.example', ${names}, 'Person ' || i, password_hash, now(),
       now() - i * interval '1 minute'
     from (select password_hash from users order by id limit 1) ada, generate_series(1, $1::int) i`,
    [people],
  ],
  [
    `insert into memberships (company_id, company_kind, user_id, role_id, status, source, invited_at, joined_at, last_active_at)
     select c.first + (i - 1) % $2, 'customer', u.first + i - 1, r.id, 'active', 'invitation', now() - interval '40 days',
       now() - i * interval '1 minute', now() - i * interval '1 minute'
     from (select min(id) as first from companies where name like 'Seed %') c,
       (select min(id) as first from users where email like 'seed%@people.example') u, generate_series(1, $1::int) i
     join roles r on r.kind = 'customer' and r.is_system
       and r.name = case when i <= $2 then 'Owner' when i % 7 = 0 then 'Administrator' else 'Member' end`,
    [people, companies],
  ],
  [
    `update memberships m set sort_name = lower(u.first_name || ' ' || u.last_name) from users u
     where u.id = m.user_id and u.email like 'seed%@people.example'`,
    [],
  ],
  [
    `insert into staff_members (company_id, first_name, last_name, email, email_key, mobile_phone, job_title, department, source, created_at)
     select case when i <= least($1::int / 4, 20000) then c.first else c.first + i % $2 end, ${names}, 'Staff ' || i,
       'staff' || i || '@staff.example', 'staff' || i || '@staff.example', '+6141' || lpad(i::text, 7, '0'), 'Clerk',
       (array['Sales','Finance','Workshop','Office'])[1 + i % 4], 'csv', now() - i * interval '1 minute'
     from (select min(id) as first from companies where name like 'Seed %') c, generate_series(1, $1::int) i`,
    [staff, companies],
  ],
  [
    `insert into events (type, company_id, subject_type, subject_id, actor_kind, actor_id, audience, data, request_id,
       impersonator_id, created_at)
     select k.type, c.first + (i * 7919) % $2, k.subject, case k.subject when 'company' then c.first + (i * 7919) % $2 else i end,
       case when i % 10 = 0 then 'system' else 'user' end, case when i % 10 = 0 then null else u.first + (i * 31) % $4 end,
       k.audience, k.data::jsonb, 'seed-' || i / 2, case when i % 500 = 0 then 1 end,
       greatest(date_trunc('month', now()) - make_interval(months => $3::int - 1), now() - interval '14 months')
         + (now() - greatest(date_trunc('month', now()) - make_interval(months => $3::int - 1), now() - interval '14 months'))
         * (i::float8 / $1)
     from (select min(id) as first from companies where name like 'Seed %') c,
       (select min(id) as first from users where email like 'seed%@people.example') u,
       generate_series(1, $1::bigint) n(i)
     join (values
       (0, 'ticket.created', 'ticket', 'company', '{"source":"portal","category_id":null,"priority":"normal"}'),
       (1, 'ticket.replied', 'ticket', 'company', '{"reply_id":1,"side":"staff","source":"desk","is_first_reply":true,"attachment_count":0}'),
       (2, 'ticket.noted', 'ticket', 'provider', '{"reply_id":1}'),
       (3, 'company.updated', 'company', 'company', '{"changes":[{"field":"city","from":"Perth","to":"Sydney"}]}'),
       (4, 'membership.role_changed', 'membership', 'company', '{"user_id":1,"changes":[{"field":"role","from":"Owner","to":"Member"}]}'),
       (5, 'staff_member.updated', 'staff_member', 'company', '{"changes":[{"field":"mobile_phone","from":"+61 ••• ••• 123","to":"+61 ••• ••• 456"}]}'),
       (6, 'ticket.updated', 'ticket', 'company', '{"changes":[{"field":"priority","from":"normal","to":"high"}]}')
     ) k (n, type, subject, audience, data) on k.n = i % 7 order by n.i`,
    [events, companies, months, people],
  ],
]
