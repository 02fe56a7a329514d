/** How much of each; the same numbers make the same rows, but for the times, which end now. */
export interface DeskSize {
  /** The first of them has a quarter of the tickets. */
  companies: number
  people: number
  technicians: number
  tickets: number
  /** Entries beside the requests, a quarter of them notes. */
  replies: number
  /** The newest tickets: open, in progress or waiting. */
  open: number
}

/** What a desk of any size holds beside the texts, to be searched for: in every ticket, in each tenth, in a few. */
export const seededWords = {
  every: 'wallaby',
  tenth: 'gateway',
  rare: 'quetzal',
  phrase: 'rotated certificate',
  note: 'pangolin',
} as const

const categories = [
  'Hardware',
  'HR Support',
  'Access',
  'Miscellaneous',
  'Storage',
  'Purchase',
  'Internal Project',
  'Administrative rights',
]

type Step = [name: string, text: string, values: unknown[]]

/** The statements that fill a desk, in order. */
export const deskSteps = (size: DeskSize, texts: number): Step[] => [
  ...technicians(size),
  [
    'categories',
    `insert into ticket_categories (name, position) select x.name, x.n from unnest($1::text[]) with ordinality x (name, n)
     where not exists (select from ticket_categories c where lower(c.name) = lower(x.name))`,
    [categories],
  ],
  [
    'tags',
    `insert into ticket_tags (slug) select unnest($1::text[]) on conflict do nothing`,
    [
      [
        'vip',
        'onsite',
        'waiting-parts',
        'security',
        'onboarding',
        'licence',
        'network',
        'printer',
        'backup',
        'urgent-call',
      ],
    ],
  ],
  ...tickets(size, texts),
  ...entries(size, texts),
]

const technicians = ({ technicians: count }: DeskSize): Step[] => [
  [
    'technicians',
    `insert into users (email, email_key, first_name, last_name, password_hash, email_verified_at)
     select 'tech' || i || '@people.example', 'tech' || i || '@people.example', 'Tech', 'Nician ' || i, password_hash, now()
     from (select password_hash from users order by id limit 1) ada, generate_series(1, $1::int) i`,
    [count],
  ],
  [
    'technicians',
    `insert into memberships (company_id, company_kind, user_id, role_id, status, source, invited_at, joined_at, last_active_at)
     select c.id, 'provider', u.id, r.id, 'active', 'invitation', now(), now(), now()
     from users u, companies c, roles r where u.email like 'tech%@people.example' and c.kind = 'provider'
       and r.kind = 'provider' and r.is_system and r.name = 'Technician'`,
    [],
  ],
]

/** Every number of a ticket follows from its place. Ids come from the table's own sequence, oldest first. */
const tickets = (
  { companies, people, technicians: desk, tickets: count, open }: DeskSize,
  texts: number,
): Step[] => [
  [
    'tickets',
    `create temp table seed_tickets on commit drop as
     with base as (select coalesce(max(id), 1000) as id from tickets), first as (
       select (select min(id) from companies where name like 'Seed %') as company,
         (select min(id) from users where email like 'seed%@people.example') as person,
         (select min(id) from users where email like 'tech%@people.example') as technician,
         (select min(id) from ticket_categories where name = 'Hardware') as category)
     select base.id + i as id, i, f.company + k.company as company_id,
       f.person + k.company + $2::int * (k.person % greatest($3::int / $2::int, 1)) as requester_id,
       f.person + k.company + $2::int * ((k.person + 1 + i % 3) % greatest($3::int / $2::int, 1)) as other_id,
       case when i % 6 = 0 then null else f.technician + (i * 11) % $4::int end as assignee_id,
       f.technician + (i * 11) % $4::int as answerer_id, f.category + i % 8 as category_id, i > $1::int - $5::int as is_open,
       now() - ($1::int - i + 1) * (interval '3 years' / $1::int) as created_at, (i * 7919) % $6::int as text_no
     from base, first f, generate_series(1, $1::int) i,
       lateral (select case when i % 4 = 0 then 0 else (i * 7) % $2::int end as company, i / 4 + i / 100 * 6 as person) k`,
    [count, companies, people, desk, open, texts],
  ],
  [
    'tickets',
    `insert into tickets (id, company_id, requester_user_id, created_by_user_id, source, subject, status, status_kind, priority,
       priority_rank, category_id, assigned_user_id, external_reference, resolved_at, closed_at, created_at, updated_at, public_updated_at)
     overriding system value
     select s.id, s.company_id, s.requester_id, s.requester_id, (array['portal','email','desk','portal'])[1 + i % 4],
       left(array_to_string((string_to_array(x.body, ' '))[1:8], ' ')
         || case when i % greatest($1::int / 20, 1) = 0 then ' ${seededWords.rare}' else '' end, 255), t.key, t.kind, p.key, p.rank,
       s.category_id, s.assignee_id, case when i % 10 = 3 then 'EXT-' || i end,
       case when not s.is_open then s.created_at + interval '2 days' end, case when t.kind = 'closed' then s.created_at + interval '9 days' end,
       s.created_at, s.created_at, s.created_at
     from seed_tickets s join seed_texts x on x.n = s.text_no
     cross join lateral (select case when s.is_open then (array['open','open','in_progress','pending'])[1 + i % 4]
       when s.created_at > now() - interval '9 days' then 'resolved' else 'closed' end as key) k
     join ticket_statuses t on t.key = k.key
     join ticket_priorities p on p.key = (array['normal','low','normal','high','normal','normal','low','urgent','normal','high'])[1 + i % 10]
     order by s.id`,
    [count],
  ],
  ['tickets', `select setval(pg_get_serial_sequence('tickets', 'id'), (select max(id) from tickets))`, []],
  [
    'people of tickets',
    `insert into ticket_watchers (company_id, ticket_id, kind, user_id, created_at)
     select company_id, id, 'requester', requester_id, created_at from seed_tickets
     union all select company_id, id, 'cc', other_id, created_at from seed_tickets where i % 5 = 0 and other_id <> requester_id
     union all select company_id, id, 'follower', answerer_id, created_at from seed_tickets where i % 7 = 0`,
    [],
  ],
  [
    'tags',
    `insert into ticket_taggings (ticket_id, tag_id, company_id)
     select s.id, g.id, s.company_id from seed_tickets s
     join (select id, row_number() over (order by id) as n from ticket_tags) g on g.n = 1 + s.i % 30`,
    [],
  ],
]

/** Between a fifth and double the average; the newest ticket has a thousand more. */
const entries = ({ tickets: count, replies }: DeskSize, texts: number): Step[] => [
  [
    'requests',
    `insert into ticket_replies (company_id, ticket_id, origin_ticket_id, kind, side, author_user_id, source, body_format,
       body_html, body_text, created_at, updated_at)
     select s.company_id, s.id, s.id, 'request', 'customer', s.requester_id, 'portal', 'text', '<p>' || b.body || '</p>', b.body,
       s.created_at, s.created_at
     from seed_tickets s join seed_texts x on x.n = s.text_no,
       lateral (select left(x.body, 1500) || case when i % 10 = 0 then ' ${seededWords.tenth}' else '' end
         || case when i % 20 = 7 then ' ${seededWords.phrase}' when i % 20 = 8 then ' certificate was rotated' else '' end
         || ' ${seededWords.every}' as body) b order by s.id`,
    [],
  ],
  [
    'replies',
    `insert into ticket_replies (company_id, ticket_id, origin_ticket_id, kind, side, author_user_id, source, body_format,
       body_html, body_text, created_at, updated_at)
     select s.company_id, s.id, s.id, case when r % 4 = 3 then 'note' else 'reply' end,
       case when r % 4 = 1 then 'customer' else 'staff' end, case when r % 4 = 1 then s.requester_id else s.answerer_id end,
       case when r % 4 = 1 then 'email' else 'desk' end, 'text', '<p>' || b.body || '</p>', b.body, at, at
     from seed_tickets s
     cross join lateral (select $2::bigint * (array[20,40,50,70,80,100,110,130,180,220])[1 + i % 10] / (100 * $1::bigint)
       + case when i = $1 then 1000 else 0 end as many) m
     cross join lateral generate_series(1, m.many::int) r
     cross join lateral (select s.created_at + r * least(interval '4 hours', (now() - s.created_at) / (m.many + 1)) as at) w
     join seed_texts x on x.n = ((i * 31 + r * 7907) % $3::int)
     cross join lateral (select substr(x.body, 1, 60 + ((i + r * 17) % 260)::int)
       || case when r % 4 = 3 and i % 50 = 3 then ' ${seededWords.note}' else '' end as body) b
     order by s.id, r`,
    [count, replies, texts],
  ],
  [
    'what tickets know of their entries',
    `with known as (
       select e.ticket_id, max(e.created_at) as last, max(e.created_at) filter (where not e.is_internal) as last_public,
         count(*) filter (where e.kind = 'reply') as replies,
         (array_agg(e.side order by e.created_at desc, e.id desc) filter (where not e.is_internal))[1] as side,
         min(e.created_at) filter (where e.kind = 'reply' and e.side = 'staff') as first_replied
       from ticket_replies e join seed_tickets s on s.id = e.ticket_id group by e.ticket_id)
     update tickets t set updated_at = k.last, public_updated_at = k.last_public, reply_count = k.replies, last_reply_side = k.side,
       first_replied_at = k.first_replied, needs_answer_since = case when s.is_open and k.side = 'customer' then k.last_public end,
       next_due_at = case when s.is_open and s.i % 5 < 3 then s.created_at + (1 + s.i % 9) * interval '2 days' end,
       resolved_at = case when not s.is_open then greatest(t.resolved_at, k.last) end,
       closed_at = case when t.status_kind = 'closed' then greatest(t.closed_at, k.last) end
     from known k join seed_tickets s on s.id = k.ticket_id where t.id = k.ticket_id`,
    [],
  ],
]
