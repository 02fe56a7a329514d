-- Files that were sent for a ticket but never attached: gone after 24 h, for whoever sent them (tickets §2).
create function sweep_ticket_uploads() returns int language sql security definer set search_path = myportal, pg_temp as $$
  with gone as (
    delete from ticket_uploads where created_at < now() - interval '24 hours' returning file_id
  ), removed as (
    delete from files f using gone where f.id = gone.file_id
      and not exists (select from ticket_attachments a where a.file_id = f.id) returning f.id
  )
  select count(*)::int from removed
$$;
revoke execute on function sweep_ticket_uploads() from public;
grant execute on function sweep_ticket_uploads() to portal_system;
