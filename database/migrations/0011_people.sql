-- People register themselves, look after their sign-in, and are looked after (identity §2, §3).
create table registrations (
  id bigint generated always as identity primary key,
  email varchar(254) not null,
  email_key varchar(254) not null,
  password_hash text not null,
  first_name varchar(80) not null,
  last_name varchar(80) not null default '',
  mobile_phone varchar(32),
  time_zone varchar(64),
  locale varchar(35),
  terms_version varchar(40),
  terms_accepted_at timestamptz,
  token_hash bytea not null unique,
  device_hash bytea,
  next_path varchar(500),
  mails_sent int not null default 1,
  created_at timestamptz not null default now(),
  link_expires_at timestamptz not null default now() + interval '24 hours',
  expires_at timestamptz not null default now() + interval '7 days'
);
comment on table registrations is 'Not yet people: they block nothing and are attached to nothing until the address is proven.';
create index registrations_email on registrations (email_key);
create index registrations_expiry on registrations (expires_at);
grant select, insert, update, delete on registrations to portal_identity;

create index users_search on users using gin ((email_key || ' ' || lower(first_name || ' ' || last_name)) public.gin_trgm_ops);

-- The sign-in history of a person, and of somebody whom an administrator looks at. Identity's events name no company.
create policy event_read_identity on events for select to portal_identity using (company_id is null);
grant select on events, event_origins to portal_identity;
create view sign_in_events with (security_invoker = true) as
  select e.id, e.type, e.subject_type, e.subject_id, e.actor_kind, e.actor_id, e.impersonator_id, e.data, e.created_at,
    host(o.ip) as ip, o.user_agent
  from events e left join event_origins o on o.request_id = e.request_id
  where e.company_id is null;
grant select on sign_in_events to portal_identity;

-- Lists walk (value, id) as one tuple, in both directions; whoever never signed in has a value, too.
drop index users_newest, users_last_login;
create index users_newest on users (created_at, id);
create index users_last_login on users ((coalesce(last_login_at, '-infinity')), id);
