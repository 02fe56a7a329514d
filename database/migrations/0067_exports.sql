-- Lists that are too long for one answer become files (api §4.8): who asked for which, and how far the job is.
create table exports (
  id bigint generated always as identity primary key,
  actor varchar(24) not null check (actor ~ '^(user|key|client):[1-9][0-9]{0,15}$'),
  user_id bigint references users (id),
  worked_in_id bigint,
  list varchar(200) not null,
  request jsonb not null check (octet_length(request::text) <= 16384),
  request_hash bytea not null check (octet_length(request_hash) = 32),
  status text not null default 'waiting' check (status in ('waiting', 'running', 'finished', 'failed')),
  rows_done int not null default 0,
  rows_total int,
  problem varchar(60),
  file_id bigint references files (id),
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  expires_at timestamptz not null default now() + interval '7 days',
  check ((status = 'finished') = (file_id is not null) and (status = 'failed') = (problem is not null))
);
comment on column exports.worked_in_id is 'The company worked in when it was asked; the rights of that company, as they are then, decide.';
create unique index exports_open on exports (actor, request_hash) where status in ('waiting', 'running');
create index exports_user on exports (user_id);
create index exports_file on exports (file_id);
create index exports_expires on exports (expires_at);
select protect_table('exports');
create policy own_exports on exports to portal_member, portal_provider
  using (actor = portal_actor()) with check (actor = portal_actor());
create policy old_exports on exports to portal_system using (true);
create policy exports_of_people on exports to portal_identity using (true);
grant select, insert, update on exports to portal_member, portal_provider;
grant select, delete on exports to portal_system;
grant select, update on exports to portal_identity;

-- Whom a job may act for: the same questions as for a live session, without one.
create view live_people with (security_invoker = true) as
  select u.id as user_id, u.is_super_admin, restriction_of(u.id, u.must_change_password, u.second_factor_due_at) as restriction
  from users u where u.status = 'active';
create view live_clients with (security_invoker = true) as
  select c.id as machine_client_id from machine_clients c where c.enabled;
grant select on live_people, live_clients to portal_identity;
