-- Tickets of somebody of the directory, who may have no login.
create index tickets_requester_staff on tickets (requester_staff_member_id, updated_at desc, id desc)
  where requester_staff_member_id is not null and deleted_at is null;

-- The time zone in which whoever asks counts days (api §4.8): their own, else that of their first company, else UTC.
create function caller_time_zone() returns text language sql stable security definer
  set search_path = myportal, pg_temp as $$
  select coalesce(
    (select u.time_zone from users u where u.id = portal_user_id()),
    (select c.time_zone from memberships m join companies c on c.id = m.company_id
      where m.user_id = portal_user_id() and m.status = 'active' and m.removed_at is null and c.time_zone is not null
      order by m.id limit 1),
    'UTC')::text
$$;
revoke execute on function caller_time_zone() from public;
grant execute on function caller_time_zone() to portal_member, portal_provider;
