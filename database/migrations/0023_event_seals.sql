-- A chain of seals over the stream: a changed, removed or slipped-in event is found, by the owner's hand, too (events §4).
create table event_seals (
  lane smallint not null references event_lanes,
  sequence bigint not null,
  event_ids bigint[] not null,
  row_digests bytea not null,
  digest bytea not null,
  hash bytea not null,
  key_id text not null,
  oldest_at timestamptz not null,
  newest_at timestamptz not null,
  sealed_at timestamptz not null default now(),
  primary key (lane, sequence)
);
comment on table event_seals is 'One row for each batch that was handled. hash is keyed by the application secret, which is not in the database.';
comment on column event_seals.row_digests is
  '17 bytes an event, in the order of event_ids: its retention class (0 standard, 1 sign_in), then 16 bytes of SHA-256 over its columns.';
comment on column event_seals.digest is 'SHA-256 over row_digests.';
create index event_seals_time on event_seals (newest_at);
select protect_table('event_seals');
create policy stream on event_seals to portal_system using (true) with check (true);
grant select, insert on event_seals to portal_system;
create trigger event_seals_append_only before update or delete on event_seals
  for each row execute function refuse_change();
create trigger event_seals_no_truncate before truncate on event_seals
  for each statement execute function refuse_change();

alter table event_lanes add column unsealed_until bigint not null default 0;
comment on column event_lanes.unsealed_until is 'Events up to this one were handled before there were seals.';
update event_lanes set sequence = 0, hash = null,
  unsealed_until = coalesce((select max(id) from events), 0);

-- For walks by time: verification, retention.
create index events_time on events using brin (created_at);

-- What an event is sealed by: every column as stored, and its class, so that a month that was dropped can be told
-- from a row that was removed. Times are epochs, for the text must not depend on a session's settings.
create function seal_of(e events) returns bytea language sql stable parallel safe as $$
  select case e.retention_class when 'standard' then '\x00'::bytea else '\x01'::bytea end
    || substr(sha256(convert_to(jsonb_build_array(e.id, e.type, e.retention_class, e.company_id, e.subject_type, e.subject_id,
      e.actor_kind, e.actor_id, e.actor_label, e.impersonator_id, e.audience, e.data, e.provider_data, e.request_id,
      e.caused_by, e.lineage, extract(epoch from e.created_at))::text, 'UTF8')), 1, 16) $$;
revoke execute on function seal_of(events) from public;
grant execute on function seal_of(events) to portal_system;

create table event_verifications (
  id bigint generated always as identity primary key,
  from_at timestamptz not null,
  to_at timestamptz not null,
  status text not null default 'queued' check (status in ('queued', 'running', 'done', 'failed')),
  checked bigint not null default 0,
  expired bigint not null default 0,
  first_bad jsonb,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
comment on table event_verifications is 'Questions whether the stream is as it was sealed, and their answers.';
create index event_verifications_finished on event_verifications (finished_at);
grant select, insert, update, delete on event_verifications to portal_system;

-- Truncating is refused on every partition: the statement's trigger of the parent does not reach them.
create function guard_event_partition(part regclass) returns void language plpgsql as $$ begin
  execute format('create trigger events_no_truncate before truncate on %s for each statement execute function refuse_change()', part);
end $$;
revoke execute on function guard_event_partition(regclass) from public;
select guard_event_partition(i.inhrelid::regclass) from pg_inherits i
  join pg_class c on c.oid = i.inhrelid
  where i.inhparent in ('events'::regclass, 'events_standard'::regclass, 'events_sign_in'::regclass);

create or replace function ensure_event_partitions(months int default 2) returns int language plpgsql security definer
  set search_path = myportal, pg_temp as $$
declare class text; made int := 0;
begin
  foreach class in array array['standard', 'sign_in'] loop
    for ahead in 0..months loop
      made := made + make_event_partition(class, date_trunc('month', now())::date + make_interval(months => ahead));
    end loop;
  end loop;
  return made;
end $$;

create function make_event_partition(class text, month timestamp) returns int language plpgsql
  set search_path = myportal, pg_temp as $$
declare part text := format('events_%s_%s', class, to_char(month, 'YYYYMM'));
begin
  if to_regclass('myportal.' || part) is not null then return 0; end if;
  execute format('create table %I partition of %I for values from (%L) to (%L)', part, 'events_' || class,
    month::date, (month + interval '1 month')::date);
  perform protect_table(part::regclass);
  perform guard_event_partition(part::regclass);
  return 1;
end $$;
revoke execute on function make_event_partition(text, timestamp) from public;

-- Months of a class that ended before a day; nothing is ever deleted row by row.
create function drop_event_partitions(class text, before date) returns int language plpgsql security definer
  set search_path = myportal, pg_temp as $$
declare part text; dropped int := 0;
begin
  if class not in ('standard', 'sign_in') then raise exception 'there is no class %', class; end if;
  for part in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = ('events_' || class)::regclass and c.relname ~ '_[0-9]{6}$'
      and to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month' <= before order by 1
  loop
    execute format('drop table %I', part);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;
revoke execute on function drop_event_partitions(text, date) from public;
grant execute on function drop_event_partitions(text, date) to portal_system;

-- Rows that found no month: the default partition is put aside, their months are made, and they move there unchanged.
create function move_strayed_events() returns int language plpgsql security definer
  set search_path = myportal, pg_temp as $$
declare class text; month timestamp; moved int := 0; found int; has boolean;
begin
  foreach class in array array['standard', 'sign_in'] loop
    execute format('select exists (select from %I)', 'events_' || class || '_default') into has;
    continue when not has;
    execute format('alter table events_%1$s detach partition events_%1$s_default', class);
    execute format('alter table events_%1$s_default rename to events_%1$s_strayed', class);
    for month in execute format('select distinct date_trunc(''month'', created_at at time zone ''UTC'') from %I', 'events_' || class || '_strayed') loop
      perform make_event_partition(class, month);
    end loop;
    alter table events disable trigger events_to_outbox;
    execute format('insert into events (id, type, retention_class, company_id, subject_type, subject_id, actor_kind, actor_id,
        actor_label, impersonator_id, audience, data, provider_data, request_id, caused_by, lineage, created_at)
      overriding system value select id, type, retention_class, company_id, subject_type, subject_id, actor_kind, actor_id,
        actor_label, impersonator_id, audience, data, provider_data, request_id, caused_by, lineage, created_at
      from %I', 'events_' || class || '_strayed');
    get diagnostics found = row_count;
    alter table events enable trigger events_to_outbox;
    execute format('drop table %I', 'events_' || class || '_strayed');
    execute format('create table %I partition of %I default', 'events_' || class || '_default', 'events_' || class);
    perform protect_table(('events_' || class || '_default')::regclass);
    perform guard_event_partition(('events_' || class || '_default')::regclass);
    moved := moved + found;
  end loop;
  return moved;
end $$;
revoke execute on function move_strayed_events() from public;
grant execute on function move_strayed_events() to portal_system;

-- What health asks of the partitions, in one call: rows without a month, and months that are missing ahead.
create function event_partition_faults(out strayed boolean, out missing boolean) language sql stable security definer
  set search_path = myportal, pg_temp as $$
  select exists (select from events_standard_default) or exists (select from events_sign_in_default),
    exists (select from unnest(array['standard', 'sign_in']) class, generate_series(0, 1) ahead
      where to_regclass(format('myportal.events_%s_%s', class,
        to_char(date_trunc('month', now()) + make_interval(months => ahead), 'YYYYMM'))) is null) $$;
revoke execute on function event_partition_faults() from public;
grant execute on function event_partition_faults() to portal_system;
