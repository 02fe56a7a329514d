-- Mail of the desk: what a delivery is about, the subject that never changes, and what goes after its time (tickets §4.6, §4.12).
alter table notification_deliveries
  add column event_id bigint,
  add column subject_type varchar(60),
  add column subject_id bigint,
  add column part_id bigint;
comment on column notification_deliveries.part_id is 'Which part of the subject: the entry of a ticket.';
create index notification_deliveries_subject on notification_deliveries (subject_type, subject_id, id desc) where subject_id is not null;
create index notification_deliveries_event on notification_deliveries (event_id) where event_id is not null;

alter table tickets add column mail_subject varchar(255);
comment on column tickets.mail_subject is 'What the first mail was called: mail programs group by it, so later ones are called the same.';

-- Deleted tickets, with all that hangs on them. A table of the desk that refers to an entry or a ticket by its id alone
-- needs no line here; what is forgotten otherwise fails at the key.
create function purge_tickets(before timestamptz, most int) returns int language plpgsql security definer
  set search_path = myportal, pg_temp as $$
declare
  gone bigint[];
  attached bigint[];
  child record;
begin
  select array_agg(x.id) into gone from (
    select t.id from tickets t where t.deleted_at < before order by t.deleted_at limit most for update skip locked) x;
  if gone is null then return 0; end if;
  select array_agg(a.file_id) into attached from ticket_attachments a where a.ticket_id = any (gone);
  for child in
    select c.conrelid::regclass as place, a.attname as name, c.confrelid = 'ticket_replies'::regclass as of_entry
    from pg_constraint c join pg_class k on k.oid = c.conrelid
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and cardinality(c.conkey) = 1 and k.relname like 'ticket\_%'
      and c.confrelid in ('ticket_replies'::regclass, 'tickets'::regclass) and c.conrelid <> 'ticket_replies'::regclass
    order by of_entry desc
  loop
    if child.of_entry then
      execute format('delete from %s where %I in (select r.id from ticket_replies r where r.ticket_id = any ($1))',
        child.place, child.name) using gone;
    else
      execute format('delete from %s where %I = any ($1)', child.place, child.name) using gone;
    end if;
  end loop;
  delete from ticket_replies r where r.ticket_id = any (gone);
  delete from tickets t where t.id = any (gone);
  delete from files f where f.id = any (attached)
    and not exists (select from ticket_attachments a where a.file_id = f.id);
  return cardinality(gone);
end $$;

-- How far somebody read in tickets that are closed.
create index ticket_reads_read_at on ticket_reads (read_at);
create function sweep_ticket_reads(before timestamptz, most int) returns int language sql security definer
  set search_path = myportal, pg_temp as $$
  with gone as (
    delete from ticket_reads where (user_id, ticket_id) in (
      select r.user_id, r.ticket_id from ticket_reads r join tickets t on t.id = r.ticket_id
      where r.read_at < before and t.closed_at < before order by r.read_at limit most)
    returning 1)
  select count(*)::int from gone
$$;
revoke execute on function purge_tickets(timestamptz, int), sweep_ticket_reads(timestamptz, int) from public;
grant execute on function purge_tickets(timestamptz, int), sweep_ticket_reads(timestamptz, int) to portal_system;
