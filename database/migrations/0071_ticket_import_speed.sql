-- Whoever sees a ticket at the desk sees where it came from.
create policy provider_sees on ticket_import_keys for select to portal_provider
  using (exists (select from tickets t where t.id = ticket_id));

-- A table that nobody has counted yet has no better and worse indexes: the check of every key (company_id, id) that names
-- a ticket walked all tickets of the company by this one, as long as the connection lived.
drop index tickets_requester_staff_member;
create index tickets_requester_staff_member on tickets (company_id, requester_staff_member_id)
  where requester_staff_member_id is not null;

-- The documents of these tickets: the newest 300 public entries and notes each, p_most characters of one, 15 times as
-- many in all. Each vector is made once, though two columns hold it; ticket by ticket along indexes, whatever is known of
-- the sizes of tables that grow while they are filled.
create or replace function ticket_search_documents(p_ids bigint[], p_most int) returns table (ticket_id bigint, updated_at timestamptz,
  public_updated_at timestamptz, subject_text text, subject_vector tsvector, public_vector tsvector, staff_vector tsvector)
  language sql stable set search_path = myportal, public, pg_temp set enable_seqscan = off set enable_hashjoin = off
  set enable_mergejoin = off set jit = off as $$
  with documents as materialized (
    select t.id, t.updated_at, t.public_updated_at, left(public.unaccent(lower(concat_ws(' ', t.subject, p.requester))), 600) as subject_text,
      to_tsvector('portal_text', ticket_search_text(t.subject)) as subject,
      to_tsvector('portal_text', ticket_search_text(concat_ws(E'\n', t.subject, p.names, f.shared, e.said))) as shared,
      to_tsvector('portal_text', ticket_search_text(concat_ws(E'\n', t.external_reference, x.slugs, f.internal, e.noted))) as internal,
      array_to_tsvector(array['@d', coalesce('@c' || t.company_id, '@n')] || coalesce(p.lexemes, '{}')) as whose,
      array_to_tsvector(array['@w' || ticket_search_week(t.updated_at)]) as staff_week,
      array_to_tsvector(array['@v' || ticket_search_week(t.public_updated_at)]) as public_week
    from tickets t
    cross join lateral (
      select string_agg(s.body, E'\n' order by s.n) filter (where not s.is_internal) as said,
        string_agg(s.body, E'\n' order by s.n) filter (where s.is_internal) as noted
      from (
        select r.is_internal, left(r.body_text, p_most) as body, row_number() over newest as n,
          sum(least(length(r.body_text), p_most)) over newest as size
        from ticket_replies r where r.ticket_id = t.id and r.deleted_at is null
        window newest as (partition by r.is_internal order by r.created_at desc, r.id desc)
      ) s where s.n <= 300 and s.size <= 15 * p_most
    ) e
    cross join lateral (
      select array_agg(distinct '@p' || p.user_id) filter (where p.user_id is not null) as lexemes,
        string_agg(distinct concat_ws(' ', u.first_name, u.last_name, u.email, m.first_name, m.last_name, m.email, p.name, p.email), ' ') as names,
        string_agg(distinct concat_ws(' ', u.first_name, u.last_name, m.first_name, m.last_name, p.name), ' ') filter (where p.is_requester) as requester
      from (
        select t.requester_user_id as user_id, t.requester_staff_member_id as staff_member_id, t.requester_name as name,
          t.requester_email as email, true as is_requester
        union all
        select w.user_id, w.staff_member_id, w.name, w.email, w.kind = 'requester' from ticket_watchers w
        where w.ticket_id = t.id and w.kind in ('requester', 'cc')
      ) p left join users u on u.id = p.user_id left join staff_members m on m.id = p.staff_member_id
    ) p
    cross join lateral (
      select string_agg(f.name || ' ' || translate(f.name, '.', ' '), ' ' order by a.id) filter (where not a.is_internal) as shared,
        string_agg(f.name || ' ' || translate(f.name, '.', ' '), ' ' order by a.id) filter (where a.is_internal) as internal
      from ticket_attachments a join files f on f.id = a.file_id where a.ticket_id = t.id
    ) f
    cross join lateral (
      select string_agg(g.slug, ' ' order by g.slug) as slugs
      from ticket_taggings y join ticket_tags g on g.id = y.tag_id where y.ticket_id = t.id
    ) x
    where t.id = any (p_ids) and t.deleted_at is null
  )
  select d.id, d.updated_at, d.public_updated_at, d.subject_text, d.subject || d.whose || d.staff_week || d.public_week,
    d.shared || d.whose || d.public_week, d.shared || d.whose || d.staff_week || d.internal from documents d order by d.id
$$;
