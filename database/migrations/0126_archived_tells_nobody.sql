-- The people of an archived company see nothing of it, so nothing of it is mailed to them; the provider's staff still is.
create or replace function notification_people(p_company_id bigint, p_user_ids bigint[]) returns table (
    user_id bigint, email text, name text, is_active boolean, has_access boolean, time_zone text, locale text,
    digest text, digest_time time, digest_weekday smallint, quiet_from time, quiet_to time, quiet_days smallint[],
    sms_number text)
  language plpgsql stable security definer set search_path = myportal, pg_temp set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
  return query select u.id, u.email::text, coalesce(nullif(trim(u.first_name || ' ' || u.last_name), ''), u.email)::text,
    u.status = 'active',
    p_company_id is null or u.is_super_admin or exists (
      select from memberships m left join companies c on c.id = p_company_id
      where m.user_id = u.id and m.status = 'active' and m.removed_at is null
        and ((c.archived_at is null and (m.company_id = p_company_id or (m.covers_sites and m.company_id = c.parent_company_id)))
        or (m.company_kind = 'provider' and (m.customer_access = 'all' or exists (select from membership_customers l
          where l.membership_id = m.id and l.company_id = p_company_id))))),
    coalesce(s.time_zone, u.time_zone, (select c.time_zone from memberships m join companies c on c.id = m.company_id
      where m.user_id = u.id and m.status = 'active' and m.removed_at is null and c.time_zone is not null
      order by m.id limit 1), 'UTC')::text,
    u.locale::text, coalesce(s.digest, 'daily')::text, coalesce(s.digest_time, '08:00')::time,
    coalesce(s.digest_weekday, 1::smallint)::smallint, s.quiet_from, s.quiet_to, coalesce(s.quiet_days, '{1,2,3,4,5,6,7}')::smallint[],
    case when s.sms_confirmed_at is not null then s.sms_number::text end
  from users u left join notification_settings s on s.user_id = u.id
  where portal_is_house() and u.id = any (p_user_ids);
end $$;
