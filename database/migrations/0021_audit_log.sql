-- The audit log reads the stream (companies §4.12).
-- Settings of the transaction are read once for each statement, not once for each event.
drop policy event_read_member on events;
create policy event_read_member on events for select to portal_member
  using (audience = 'company' and company_id = any ((select portal_company_ids())::bigint[]));
drop policy event_read_provider on events;
create policy event_read_provider on events for select to portal_provider
  using ((select portal_all_companies()) or company_id = any ((select portal_company_ids())::bigint[]));

create index event_origins_ip on event_origins (ip, created_at desc);

-- Where in the stream a moment lies: the smallest id of the month that is not older. Ids follow time but for the length
-- of a transaction, so callers leave some minutes of room. It tells nothing but a number that no row needs to have.
create function event_id_at(p_at timestamptz) returns bigint language plpgsql stable security definer
  set search_path = myportal, pg_temp as $$
declare
  month_from timestamptz := date_trunc('month', p_at);
  month_to timestamptz := date_trunc('month', p_at) + interval '1 month';
  low bigint;
  high bigint;
  middle bigint;
  found_at timestamptz;
begin
  select e.id into low from events e where e.created_at >= month_from and e.created_at < month_to order by e.id limit 1;
  if low is null then return null; end if;
  select e.id + 1 into high from events e where e.created_at >= month_from and e.created_at < month_to
    order by e.id desc limit 1;
  while low < high loop
    middle := (low + high) / 2;
    select e.created_at into found_at from events e
      where e.id >= middle and e.created_at >= month_from and e.created_at < month_to order by e.id limit 1;
    if found_at is null or found_at >= p_at then high := middle; else low := middle + 1; end if;
  end loop;
  return low;
end $$;
revoke execute on function event_id_at(timestamptz) from public;
grant execute on function event_id_at(timestamptz) to portal_member, portal_provider;
