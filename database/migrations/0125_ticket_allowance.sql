-- How long whoever asks has to wait: they may open so many tickets, or write so many entries, within these seconds, in whatever
-- company they do it. No row while there is room.
create function ticket_allowance(p_of text, p_most int, p_seconds int) returns table (seconds float8)
  language sql security definer stable set search_path = myportal, pg_temp as $$
  select extract(epoch from min(x.created_at) - now())::float8 + p_seconds from (
    (select t.created_at from tickets t where p_of = 'tickets' and t.created_by_user_id = portal_user_id()
      and t.created_at > now() - make_interval(secs => p_seconds) order by t.created_at desc limit p_most)
    union all
    (select r.created_at from ticket_replies r where p_of = 'replies' and r.author_user_id = portal_user_id()
      and r.created_at > now() - make_interval(secs => p_seconds) order by r.created_at desc limit p_most)) x
  having count(*) >= p_most
$$;
revoke execute on function ticket_allowance(text, int, int) from public;
grant execute on function ticket_allowance(text, int, int) to portal_member;
