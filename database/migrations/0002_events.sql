-- What happened: one append-only stream, written in the transaction of the change (events §2).
create table events (
  id bigint generated always as identity,
  type varchar(100) not null,
  retention_class text not null default 'standard' check (retention_class in ('standard', 'sign_in')),
  company_id bigint,
  subject_type varchar(60) not null,
  subject_id bigint,
  actor_kind text not null check (actor_kind in
    ('visitor', 'user', 'key', 'client', 'automation', 'inbound', 'system', 'cli')),
  actor_id bigint,
  actor_label varchar(100),
  impersonator_id bigint,
  audience text not null check (audience in ('company', 'provider')),
  data jsonb not null default '{}' check (pg_column_size(data) <= 16384),
  provider_data jsonb check (pg_column_size(provider_data) <= 16384),
  request_id varchar(64),
  caused_by bigint,
  lineage bigint[] not null default '{}' check (cardinality(lineage) <= 10),
  created_at timestamptz not null default now(),
  primary key (id, created_at, retention_class)
) partition by list (retention_class);
comment on table events is 'Append-only. No role may update, delete or truncate; a trigger refuses it to the owner too.';
create table events_standard partition of events for values in ('standard') partition by range (created_at);
create table events_sign_in partition of events for values in ('sign_in') partition by range (created_at);
create table events_standard_default partition of events_standard default;
create table events_sign_in_default partition of events_sign_in default;

create index events_company on events (company_id, id desc);
create index events_subject on events (subject_type, subject_id, id desc);
create index events_type on events (type, id desc);
create index events_actor on events (actor_kind, actor_id, id desc);
create index events_caused_by on events (caused_by) where caused_by is not null;

select protect_table('events');
create policy event_write on events for insert to portal_member, portal_provider
  with check (company_id is null or portal_all_companies() or company_id = any (portal_company_ids()));
create policy event_write_identity on events for insert to portal_identity, portal_system with check (true);
create policy event_read_member on events for select to portal_member
  using (company_id = any (portal_company_ids()) and audience = 'company');
create policy event_read_provider on events for select to portal_provider
  using (portal_all_companies() or company_id = any (portal_company_ids()));
create policy event_read_system on events for select to portal_system using (true);
grant insert on events to portal_member, portal_provider, portal_identity, portal_system;
grant select on events to portal_provider, portal_system;
grant select (id, type, retention_class, company_id, subject_type, subject_id, actor_kind, actor_id, actor_label,
  impersonator_id, audience, data, request_id, caused_by, created_at) on events to portal_member;

create function refuse_change() returns trigger language plpgsql as $$ begin
  raise exception 'events are append-only' using errcode = '42501';
end $$;
create trigger events_append_only before update or delete on events for each row execute function refuse_change();
create trigger events_no_truncate before truncate on events for each statement execute function refuse_change();

-- Months ahead are made here and daily; a row in a default partition is a fault that health reports.
create function ensure_event_partitions(months int default 2) returns int language plpgsql security definer
  set search_path = myportal, pg_temp as $$
declare class text; start date; made int := 0; part text;
begin
  foreach class in array array['standard', 'sign_in'] loop
    for ahead in 0..months loop
      start := date_trunc('month', now())::date + make_interval(months => ahead);
      part := format('events_%s_%s', class, to_char(start, 'YYYYMM'));
      continue when to_regclass('myportal.' || part) is not null;
      execute format('create table %I partition of %I for values from (%L) to (%L)', part, 'events_' || class,
        start, start + interval '1 month');
      perform protect_table(part::regclass);
      made := made + 1;
    end loop;
  end loop;
  return made;
end $$;
revoke execute on function ensure_event_partitions(int) from public;
grant execute on function ensure_event_partitions(int) to portal_system;
select ensure_event_partitions();
select protect_table('events_standard'), protect_table('events_sign_in'),
  protect_table('events_standard_default'), protect_table('events_sign_in_default');

create table event_origins (
  request_id varchar(64) primary key,
  ip inet,
  user_agent varchar(400),
  created_at timestamptz not null default now()
);
comment on table event_origins is 'Address and browser of requests that wrote events; apart from the stream, since it is deleted after 90 days.';
create index event_origins_created_at on event_origins (created_at);
grant insert on event_origins to portal_member, portal_provider, portal_identity, portal_system;
grant select on event_origins to portal_provider;
grant delete on event_origins to portal_system;

create table event_outbox (
  event_id bigint primary key,
  event_created_at timestamptz not null,
  lane smallint not null check (lane between 0 and 7)
);
comment on table event_outbox is 'Events not yet handed to the consumers. Events of one subject share a lane, so they are handled in order.';
create index event_outbox_lane on event_outbox (lane, event_id);
grant select, delete on event_outbox to portal_system;

create function note_event_for_dispatch() returns trigger language plpgsql security definer
  set search_path = myportal, pg_temp as $$ begin
  insert into event_outbox (event_id, event_created_at, lane)
  values (new.id, new.created_at, hashtext(new.subject_type || ':' || coalesce(new.subject_id, 0)) & 7);
  return null;
end $$;
revoke execute on function note_event_for_dispatch() from public;
create trigger events_to_outbox after insert on events for each row execute function note_event_for_dispatch();

create table event_lanes (
  lane smallint primary key check (lane between 0 and 7),
  sequence bigint not null default 0,
  hash bytea,
  claimed_at timestamptz
);
insert into event_lanes (lane) select generate_series(0, 7);
grant select, update on event_lanes to portal_system;

create table event_consumers (
  name text primary key,
  started_after bigint not null,
  created_at timestamptz not null default now()
);
comment on table event_consumers is 'A new consumer starts with the events after its first start.';
grant select, insert on event_consumers to portal_system;

create table event_failures (
  id bigint generated always as identity primary key,
  consumer text not null,
  event_id bigint not null,
  attempts int not null default 1,
  next_attempt_at timestamptz,
  error varchar(4000) not null,
  state text not null default 'waiting' check (state in ('waiting', 'dead', 'resolved')),
  updated_at timestamptz not null default now(),
  unique (consumer, event_id)
);
create index event_failures_due on event_failures (state, next_attempt_at);
create index event_failures_event on event_failures (event_id);
grant select, insert, update on event_failures to portal_system;
grant select on event_failures to portal_provider;
