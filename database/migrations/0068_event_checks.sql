-- Checks of a table are read anew for each statement that writes to it: six of them cost an event as much as two indexes.
-- What an event may hold is checked where it is put into the outbox, which every event passes; a retention class that is
-- none has no partition. Every name says where it is, since the search path is the caller's.
alter table events drop constraint events_actor_kind_check, drop constraint events_audience_check,
  drop constraint events_data_check, drop constraint events_lineage_check, drop constraint events_provider_data_check,
  drop constraint events_retention_class_check;

create or replace function note_event_for_dispatch() returns trigger language plpgsql security definer as $$ begin
  if not new.actor_kind operator(pg_catalog.=) any
      ('{visitor,user,key,client,automation,inbound,system,cli}'::pg_catalog.text[])
    or not new.audience operator(pg_catalog.=) any ('{company,provider}'::pg_catalog.text[])
    or pg_catalog.octet_length(new.data::pg_catalog.text) operator(pg_catalog.>) 16384
    or pg_catalog.octet_length(new.provider_data::pg_catalog.text) operator(pg_catalog.>) 16384
    or pg_catalog.cardinality(new.lineage) operator(pg_catalog.>) 10
  then
    raise exception 'an event says who did it, who may read it, and holds 16 KB at most' using errcode = '23514';
  end if;
  insert into myportal.event_outbox (event_id, event_created_at, lane)
  values (new.id, new.created_at, pg_catalog.hashtext(new.subject_type operator(pg_catalog.||) ':'
    operator(pg_catalog.||) coalesce(new.subject_id, 0)) operator(pg_catalog.&) 7);
  return null;
end $$;
