-- The companies in which somebody has a place or is invited to one, for identity, which sees no company: their names
-- make poor passwords (identity §4.3), and a number without + is one of their country (api §4.4).
create function companies_around(p_user_id bigint) returns table (name text, country text) language plpgsql stable
  security definer rows 3 set search_path = myportal, pg_temp as $$ begin
  return query select c.name::text, c.country::text from memberships m join companies c on c.id = m.company_id
    where m.user_id = p_user_id and m.removed_at is null order by m.id limit 20;
end $$;
revoke execute on function companies_around(bigint) from public;
grant execute on function companies_around(bigint) to portal_identity;
