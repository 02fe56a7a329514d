-- What is kept for a time is removed by one nightly task, in batches (operations §4.12).
delete from scheduled_tasks where is_system and task in ('identity.token_sweep', 'tickets.upload_sweep');

drop function sweep_ticket_uploads();
create function sweep_ticket_uploads(before timestamptz, most int) returns int language sql security definer
  set search_path = myportal, pg_temp as $$
  with gone as (
    delete from ticket_uploads where (user_id, file_id) in (
      select u.user_id, u.file_id from ticket_uploads u where u.created_at < before order by u.created_at limit most)
    returning file_id
  ), removed as (
    delete from files f using gone where f.id = gone.file_id
      and not exists (select from ticket_attachments a where a.file_id = f.id) returning f.id
  )
  select count(*)::int from gone
$$;
revoke execute on function sweep_ticket_uploads(timestamptz, int) from public;
grant execute on function sweep_ticket_uploads(timestamptz, int) to portal_system;

grant delete on mail_messages to portal_system;
create index mail_messages_bodies on mail_messages (created_at) where body_text <> '' or body_html is not null;
grant select on event_origins to portal_system;

create index sessions_ended on sessions ((least(revoked_at, expires_at)));
create index devices_seen on devices (last_seen_at);
create index login_failures_idle on login_failures (last_failed_at);
create index api_key_usage_seen on api_key_usage (last_used_at);
grant delete on personal_exports to portal_identity;
create index users_invited on users (created_at) where status = 'invited';
