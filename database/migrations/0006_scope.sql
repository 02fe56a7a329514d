-- From a person to what this transaction may see (companies §4.1). One call per request, as portal_identity.
-- Words are tried in order: provider:<permission>, member:<permission>, super_admin, person.
create type entered as (
  granted text,
  database_role text,
  company_ids text,
  all_companies text,
  company_id bigint,
  company_kind text,
  is_visiting boolean,
  member_role_id bigint,
  member_role_version int,
  provider_role_id bigint,
  provider_role_version int
);

create function scope_of(p_user_id bigint, p_is_super_admin boolean, p_company_id bigint, p_words text[])
  returns entered language plpgsql stable security definer set search_path = myportal, pg_temp as $$
declare
  result entered;
  desk record;
  own record;
  word text;
  wanted text;
  company_rights text[];
  listed text := '{}';
begin
  select m.id, m.company_id, m.customer_access, m.role_id, r.version, r.permission_names into desk
    from memberships m join roles r on r.id = m.role_id
    where m.user_id = p_user_id and m.company_kind = 'provider' and m.status = 'active' and m.removed_at is null;
  if desk.id is not null and desk.customer_access = 'listed' and not p_is_super_admin then
    select array_agg(x.company_id)::text into listed from (
      select desk.company_id union select mc.company_id from membership_customers mc where mc.membership_id = desk.id) x;
  end if;

  -- The company worked in: the chosen one while it may be entered, else the one used last.
  select c.id, c.kind, m.id as membership_id, m.role_id, r.version, r.permission_names, m.covers_sites into own
    from companies c
    left join memberships m on m.user_id = p_user_id and m.status = 'active' and m.removed_at is null
      and (m.company_id = c.id or (m.covers_sites and m.company_id = c.parent_company_id))
    left join roles r on r.id = m.role_id
    where c.id = p_company_id and c.archived_at is null
      and (m.id is not null or p_is_super_admin
        or (desk.id is not null and (desk.customer_access = 'all' or c.id = any (listed::bigint[]))))
    order by (m.company_id = c.id) desc nulls last limit 1;
  if own.id is null then
    select c.id, c.kind, m.id as membership_id, m.role_id, r.version, r.permission_names, m.covers_sites into own
      from memberships m join companies c on c.id = m.company_id join roles r on r.id = m.role_id
      where m.user_id = p_user_id and m.status = 'active' and m.removed_at is null and c.archived_at is null
      order by m.last_active_at desc nulls last, m.id limit 1;
  end if;

  result.company_id := own.id;
  result.company_kind := own.kind;
  result.is_visiting := own.id is not null and own.membership_id is null;
  result.member_role_id := own.role_id;
  result.member_role_version := own.version;
  result.provider_role_id := desk.role_id;
  result.provider_role_version := desk.version;
  result.database_role := 'portal_member';
  result.all_companies := '';
  result.company_ids := '{}';
  if own.id is not null then
    result.company_ids := '{' || own.id || '}';
    if own.covers_sites and own.kind = 'customer' then
      select '{' || string_agg(c.id::text, ',') || '}' into result.company_ids
        from companies c where c.id = own.id or (c.parent_company_id = own.id and c.archived_at is null);
    end if;
  end if;

  foreach word in array p_words loop
    wanted := split_part(word, ':', 2);
    if word like 'provider:%' or word = 'super_admin' then
      if p_is_super_admin or (word <> 'super_admin' and wanted = any (desk.permission_names)) then
        result.granted := word;
        result.database_role := 'portal_provider';
        if p_is_super_admin or desk.customer_access = 'all' then
          result.all_companies := 'on';
          result.company_ids := '{}';
        else
          result.company_ids := listed;
        end if;
        return result;
      end if;
    elsif word like 'member:%' then
      if own.id is null then
        result.granted := coalesce(result.granted, 'no_company');
        continue;
      end if;
      company_rights := own.permission_names;
      if own.membership_id is null and desk.id is not null then
        select array_agg(p) into company_rights from unnest(desk.permission_names) p
          where exists (select from permission_kinds k where k.permission = p and k.kind = 'customer');
      end if;
      if p_is_super_admin or wanted = any (company_rights) then
        result.granted := word;
        return result;
      end if;
    else
      result.granted := word;
      return result;
    end if;
  end loop;
  return result;
end $$;
revoke execute on function scope_of(bigint, boolean, bigint, text[]) from public;
grant execute on function scope_of(bigint, boolean, bigint, text[]) to portal_identity;

-- The permissions of a role, for the per-process cache under (role id, version).
create function permissions_of_role(p_role_id bigint) returns text[] language sql stable security definer
  set search_path = myportal, pg_temp as $$ select permission_names from roles where id = p_role_id $$;
revoke execute on function permissions_of_role(bigint) from public;
grant execute on function permissions_of_role(bigint) to portal_identity, portal_member, portal_provider;
