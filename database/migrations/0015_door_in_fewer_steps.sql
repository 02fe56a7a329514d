-- What every request asks, in fewer steps. A function in SQL that cannot be inlined is planned at each call; in PL/pgSQL its
-- plan is kept. And a plan that fits all callers is kept only where it is asked for: for a super administrator, or without a
-- company, a plan of one's own looks cheaper and is made anew each time, which costs more than all that scope_of does.
alter function scope_of(bigint, boolean, bigint, text[]) set plan_cache_mode = force_generic_plan;

create or replace function has_second_factor(p_user_id bigint) returns boolean language plpgsql stable
  set search_path = myportal, pg_temp as $$ begin
  return exists (select from totp_devices where user_id = p_user_id)
    or exists (select from passkeys where user_id = p_user_id);
end $$;

-- One case inside the other: most people have no day by which they need a second factor, and are not asked for one.
create or replace function restriction_of(p_user_id bigint, p_must_change_password boolean, p_due_at timestamptz)
  returns text language sql stable
  return case
    when p_must_change_password then 'change_password'
    when p_due_at <= now() then case when not has_second_factor(p_user_id) then 'enrol_second_factor' end
  end;

create or replace function roles_demand_second_factor(p_user_id bigint) returns boolean language plpgsql stable
  security definer set search_path = myportal, pg_temp as $$ begin
  return exists (select from memberships m join roles r on r.id = m.role_id
    where m.user_id = p_user_id and m.status = 'active' and m.removed_at is null and r.second_factor_required);
end $$;

create or replace function grants_of_client(p_machine_client_id bigint, out roles text[], out permissions text[])
  language plpgsql stable security definer set search_path = myportal, pg_temp as $$ begin
  select coalesce(array_agg(r.name::text order by r.name), '{}'),
      coalesce((select array_agg(distinct p order by p) from machine_client_roles x join roles y on y.id = x.role_id,
        unnest(y.permission_names) p where x.machine_client_id = p_machine_client_id), '{}')
    into roles, permissions
    from machine_client_roles cr join roles r on r.id = cr.role_id where cr.machine_client_id = p_machine_client_id;
end $$;

-- The same by the id that a client knows itself by: client and grants are asked for at once.
create function grants_of_client_id(p_client_id uuid, out roles text[], out permissions text[])
  language plpgsql stable security definer set search_path = myportal, pg_temp as $$ begin
  select g.roles, g.permissions into roles, permissions
    from machine_clients c, grants_of_client(c.id) g where c.client_id = p_client_id;
end $$;
revoke execute on function grants_of_client_id(uuid) from public;
grant execute on function grants_of_client_id(uuid) to portal_identity;
