-- What still has a status, a priority, a category …: whoever may not remove it is told how many, unseen ones as well.
create function ticket_setup_uses(p_noun text, p_key text, p_id bigint) returns table (noun text, uses int)
  language sql stable security definer set search_path = myportal, pg_temp as $$
  select u.noun, u.uses::int from (
    select case when d.is_deleted then 'deleted_tickets' else 'tickets' end as noun, (select count(*) from (
      select from tickets t where p_noun = 'status' and t.status = p_key and (t.deleted_at is not null) = d.is_deleted
      union all select from tickets t
        where p_noun = 'priority' and t.priority = p_key and (t.deleted_at is not null) = d.is_deleted
      union all select from tickets t
        where p_noun = 'category' and t.category_id = p_id and (t.deleted_at is not null) = d.is_deleted
      union all select from tickets t
        where p_noun = 'sla_policy' and t.sla_policy_id = p_id and (t.deleted_at is not null) = d.is_deleted
      union all select from ticket_taggings x join tickets t on t.id = x.ticket_id
        where p_noun = 'tag' and x.tag_id = p_id and (t.deleted_at is not null) = d.is_deleted
      limit 10000) n) as uses
    from (values (false), (true)) d (is_deleted)
    union all select 'statuses', count(*) from ticket_statuses s where p_noun = 'status' and s.moving_to = p_key
    union all select 'categories', count(*) from ticket_categories c
      where p_noun = 'priority' and c.default_priority = p_key
    union all select 'canned_replies', count(*) from ticket_canned_replies r
      where p_noun = 'category' and r.category_id = p_id
    union all select 'sla_policies', count(*) from ticket_sla_policies y
      where p_noun = 'calendar' and y.calendar_id = p_id
    union all select 'companies', count(*) from ticket_sla_assignments a
      where p_noun = 'sla_policy' and a.policy_id = p_id
  ) u where u.uses > 0 $$;
comment on function ticket_setup_uses(text, text, bigint) is 'Counts up to 10 000 tickets of each kind; nouns as in the 409 of the setup (api §4.7).';
revoke execute on function ticket_setup_uses(text, text, bigint) from public;
grant execute on function ticket_setup_uses(text, text, bigint) to portal_provider;
