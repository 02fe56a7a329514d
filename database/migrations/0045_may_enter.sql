-- Whether somebody may work in a company at all: as its member, from its parent, or from the provider's desk. What
-- scope_of finds out beside everything else, for those who need no more (identity §4.9: keys of one company).
create function may_enter(p_user_id bigint, p_is_super_admin boolean, p_company_id bigint) returns boolean
  language plpgsql stable security definer set search_path = myportal, pg_temp set plan_cache_mode = force_generic_plan as $$ begin
  return exists (select from companies c where c.id = p_company_id and c.archived_at is null and (
    p_is_super_admin
    or exists (select from memberships m where m.user_id = p_user_id and m.status = 'active' and m.removed_at is null
      and (m.company_id = c.id or (m.covers_sites and m.company_id = c.parent_company_id)))
    or exists (select from memberships m where m.user_id = p_user_id and m.company_kind = 'provider'
      and m.status = 'active' and m.removed_at is null and (m.customer_access = 'all' or exists (
        select from membership_customers mc where mc.membership_id = m.id and mc.company_id = c.id)))));
end $$;
revoke execute on function may_enter(bigint, boolean, bigint) from public;
grant execute on function may_enter(bigint, boolean, bigint) to portal_identity;

-- The company somebody works in: the chosen one while it may be entered, else the one used last.
create function working_company(p_user_id bigint, p_is_super_admin boolean, p_company_id bigint) returns bigint
  language plpgsql stable security definer set search_path = myportal, pg_temp set plan_cache_mode = force_generic_plan as $$ begin
  if p_company_id is not null and may_enter(p_user_id, p_is_super_admin, p_company_id) then return p_company_id; end if;
  return (select m.company_id from memberships m join companies c on c.id = m.company_id
    where m.user_id = p_user_id and m.status = 'active' and m.removed_at is null and c.archived_at is null
    order by m.last_active_at desc nulls last, m.id limit 1);
end $$;
revoke execute on function working_company(bigint, boolean, bigint) from public;
grant execute on function working_company(bigint, boolean, bigint) to portal_identity;
