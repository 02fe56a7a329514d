-- Which of these people have a second factor: asked by those who manage members, of people in their scope only.
create function people_with_second_factor(p_user_ids bigint[]) returns bigint[] language sql stable security definer
  set search_path = myportal, pg_temp as $$
  select coalesce(array_agg(u), '{}') from unnest(p_user_ids) u
  where has_second_factor(u) and exists (select from memberships m where m.user_id = u
    and (portal_all_companies() or m.company_id = any (portal_company_ids())))
$$;
revoke execute on function people_with_second_factor(bigint[]) from public;
grant execute on function people_with_second_factor(bigint[]) to portal_member, portal_provider;
