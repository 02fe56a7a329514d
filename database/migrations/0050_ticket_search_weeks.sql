-- A word that stands in most tickets is found among the newest of them: the week in which a ticket last changed is a word
-- of its own in the documents, @w2957 as the desk sees it and @v2957 as customers do.
create function ticket_search_week(p_at timestamptz) returns int language sql immutable parallel safe as $$
  select floor(extract(epoch from p_at) / 604800)::int
$$;
create function ticket_search_weeks(p_letter text, p_from timestamptz, p_to timestamptz) returns tsquery language sql stable
  set search_path = myportal, pg_temp as $$
  select string_agg('''' || p_letter || w || '''', ' | ')::tsquery
  from generate_series(ticket_search_week(p_from), ticket_search_week(p_to)) w
$$;

-- The documents of these tickets: the newest 300 public entries and notes each, p_most characters of one, 15 times as
-- many in all.
create or replace function ticket_search_documents(p_ids bigint[], p_most int) returns table (ticket_id bigint, updated_at timestamptz,
  public_updated_at timestamptz, subject_text text, subject_vector tsvector, public_vector tsvector, staff_vector tsvector)
  language sql stable set search_path = myportal, public, pg_temp as $$
  with entries as (
    select r.ticket_id, r.is_internal, left(r.body_text, p_most) as body, row_number() over newest as n,
      sum(least(length(r.body_text), p_most)) over newest as size
    from ticket_replies r where r.ticket_id = any (p_ids) and r.deleted_at is null
    window newest as (partition by r.ticket_id, r.is_internal order by r.created_at desc, r.id desc)
  ), texts as (
    select e.ticket_id, string_agg(e.body, E'\n' order by e.n) filter (where not e.is_internal) as said,
      string_agg(e.body, E'\n' order by e.n) filter (where e.is_internal) as noted
    from entries e where e.n <= 300 and e.size <= 15 * p_most group by e.ticket_id
  ), persons as (
    select t.id as ticket_id, t.requester_user_id as user_id, t.requester_staff_member_id as staff_member_id,
      t.requester_name as name, t.requester_email as email, true as is_requester
    from tickets t where t.id = any (p_ids)
    union all
    select w.ticket_id, w.user_id, w.staff_member_id, w.name, w.email, w.kind = 'requester' from ticket_watchers w
    where w.ticket_id = any (p_ids) and w.kind in ('requester', 'cc')
  ), people as (
    select p.ticket_id, array_agg(distinct '@p' || p.user_id) filter (where p.user_id is not null) as lexemes,
      string_agg(distinct concat_ws(' ', u.first_name, u.last_name, u.email, m.first_name, m.last_name, m.email, p.name, p.email), ' ') as names,
      string_agg(distinct concat_ws(' ', u.first_name, u.last_name, m.first_name, m.last_name, p.name), ' ') filter (where p.is_requester) as requester
    from persons p left join users u on u.id = p.user_id left join staff_members m on m.id = p.staff_member_id
    group by p.ticket_id
  ), papers as (
    select a.ticket_id, string_agg(f.name || ' ' || translate(f.name, '.', ' '), ' ' order by a.id) filter (where not a.is_internal) as shared,
      string_agg(f.name || ' ' || translate(f.name, '.', ' '), ' ' order by a.id) filter (where a.is_internal) as internal
    from ticket_attachments a join files f on f.id = a.file_id where a.ticket_id = any (p_ids) group by a.ticket_id
  ), tagged as (
    select g.ticket_id, string_agg(x.slug, ' ' order by x.slug) as slugs
    from ticket_taggings g join ticket_tags x on x.id = g.tag_id where g.ticket_id = any (p_ids) group by g.ticket_id
  ), documents as (
    select t.id, t.updated_at, t.public_updated_at, left(public.unaccent(lower(concat_ws(' ', t.subject, p.requester))), 600) as subject_text,
      to_tsvector('portal_text', ticket_search_text(t.subject)) as subject,
      to_tsvector('portal_text', ticket_search_text(concat_ws(E'\n', t.subject, p.names, f.shared, e.said))) as shared,
      to_tsvector('portal_text', ticket_search_text(concat_ws(E'\n', t.external_reference, x.slugs, f.internal, e.noted))) as internal,
      array_to_tsvector(array['@d', coalesce('@c' || t.company_id, '@n')] || coalesce(p.lexemes, '{}')) as whose,
      array_to_tsvector(array['@w' || ticket_search_week(t.updated_at)]) as staff_week,
      array_to_tsvector(array['@v' || ticket_search_week(t.public_updated_at)]) as public_week
    from tickets t left join texts e on e.ticket_id = t.id left join people p on p.ticket_id = t.id
      left join papers f on f.ticket_id = t.id left join tagged x on x.ticket_id = t.id
    where t.id = any (p_ids) and t.deleted_at is null
  )
  select d.id, d.updated_at, d.public_updated_at, d.subject_text, d.subject || d.whose || d.staff_week || d.public_week,
    d.shared || d.whose || d.public_week, d.shared || d.whose || d.staff_week || d.internal from documents d order by d.id
$$;

-- Its settings may be named once its library is loaded.
select public.word_similarity('a', 'b');
-- Tickets in which all of the words stand, for staff, company (all of it and one's own without company) or own: first
-- those with the words in the subject (tier 1), then the rest (2), each newest first; with fewer than five of them, those
-- of a similar subject or name (3). It looks into the newest 4 weeks, then 26, then all: a common word ends there. Rows that are no hit say where a bounded look at phrases ended.
create or replace function ticket_search(p_words text[], p_without text[], p_prefix boolean, p_audience text, p_companies bigint[],
  p_limit int, p_after_tier int default null, p_after_at timestamptz default null, p_after_id bigint default null)
  returns table (ticket_id bigint, tier int, at timestamptz, is_hit boolean) language plpgsql stable security definer rows 100
  set search_path = myportal, public, pg_temp set plan_cache_mode = force_custom_plan set enable_seqscan = off
  set enable_indexscan = off set jit = off set pg_trgm.word_similarity_threshold = '0.5' as $$
declare
  reach constant int := 1000;
  is_desk boolean := p_audience = 'staff';
  vector text := case when is_desk then 'staff_vector' else 'public_vector' end;
  moment text := case when is_desk then 'updated_at' else 'public_updated_at' end;
  person text := '''@p' || portal_user_id() || '''';
  companies bigint[] := case when is_desk and portal_all_companies() then p_companies
    when p_companies is null then portal_company_ids()
    else array(select c from unnest(portal_company_ids()) c where c = any (p_companies)) end;
  reached text := (select '(' || string_agg('''@c' || c || '''', ' | ') || ')' from unnest(companies) c);
  scoped tsquery;
  query record;
  is_phrase boolean;
  is_tiered boolean;
  typed text := left(public.unaccent(lower(array_to_string(p_words, ' '))), 100);
  found_ids bigint[] := '{}';
  hits int := 0;
  week constant text := case when is_desk then '@w' else '@v' end;
  newest timestamptz := coalesce(p_after_at, now());
  edges timestamptz[] := array[newest - interval '4 weeks', newest - interval '26 weeks', '-infinity'];
  weeks tsquery[] := array[ticket_search_weeks(week, edges[1], newest + interval '1 week'),
    ticket_search_weeks(week, edges[2], edges[1]), null];
  below timestamptz;
  recent constant tsquery := ticket_search_weeks(week, edges[2], newest + interval '1 week');
  looked int := 0;
begin
  if is_desk then
    if current_setting('role') <> 'portal_provider' or companies = '{}' then return; end if;
    scoped := case when cardinality(companies) <= 500 then reached::tsquery end;
  elsif p_audience = 'company' then
    if p_companies is null then reached := concat_ws(' | ', reached, '(''@n'' & ' || person || ')'); end if;
    scoped := reached::tsquery;
    if scoped is null then return; end if;
  else
    reached := case when p_companies is null then concat_ws(' | ', reached, '''@n''') else reached end;
    scoped := (person || ' & (' || reached || ')')::tsquery;
    if scoped is null then return; end if;
  end if;

  query := ticket_search_query(p_words, p_without, p_prefix);
  is_phrase := query.exact::text <> query.loose::text;
  -- What must not stand in a ticket may stand anywhere in it: where that is a phrase, all hits are one tier.
  is_tiered := query.wanted is not null and coalesce(query.unwanted::text, '') !~ '<';
  if scoped is not null then
    query.exact := query.exact && scoped;
    query.loose := query.loose && scoped;
    query.wanted := query.wanted && scoped;
  end if;

  if is_tiered and coalesce(p_after_tier, 1) = 1 then
    for stage in 1 .. 3 loop
      exit when hits >= p_limit;
      below := case when stage > 1 then edges[stage - 1] end;
      for ticket_id, tier, at, is_hit in execute format('select s.ticket_id, 1, s.%1$I, true from ticket_search s
          where s.subject_vector @@ $1 %2$s and ($2 is null or (s.%1$I, s.ticket_id) < ($2, $3))
            and s.%1$I >= $6 and ($7 is null or s.%1$I < $7) order by 3 desc, 1 desc limit $4',
          moment, case when query.unwanted is null then '' else format('and s.%I @@ $5', vector) end)
        using coalesce(query.wanted && weeks[stage], query.wanted), p_after_at, p_after_id, p_limit - hits, query.loose,
          edges[stage], below loop
        hits := hits + 1;
        if hits < 5 then found_ids := found_ids || ticket_id; end if;
        return next;
      end loop;
    end loop;
  end if;

  if query.exact is not null and coalesce(p_after_tier, 1) <= 2 then
    if coalesce(p_after_tier, 1) = 1 and p_after_at is not null then
      p_after_at := null;
      newest := now();
      edges := array[newest - interval '4 weeks', newest - interval '26 weeks', '-infinity'];
      weeks := array[ticket_search_weeks(week, edges[1], newest + interval '1 week'),
        ticket_search_weeks(week, edges[2], edges[1]), null];
    end if;
    for stage in 1 .. 3 loop
      exit when hits >= p_limit or is_phrase and looked >= reach;
      below := case when stage > 1 then edges[stage - 1] end;
      for ticket_id, tier, at, is_hit in execute format('select c.ticket_id, 2, c.at, not $6 or c.vector @@ $2 from (
          select s.ticket_id, s.%1$I as at, s.%2$I as vector from ticket_search s
          where s.%2$I @@ $1 and not ($7 and s.subject_vector @@ $8) and ($3 is null or (s.%1$I, s.ticket_id) < ($3, $4))
            and s.%1$I >= $9 and ($10 is null or s.%1$I < $10) order by 2 desc, 1 desc limit $5) c order by 3 desc, 1 desc',
          moment, vector)
        using coalesce(query.loose && weeks[stage], query.loose), query.exact, p_after_at, p_after_id,
          case when is_phrase then reach - looked else p_limit - hits end, is_phrase, is_tiered, query.wanted,
          edges[stage], below loop
        looked := looked + 1;
        if is_hit then hits := hits + 1; end if;
        if is_hit and hits < 5 then found_ids := found_ids || ticket_id; end if;
        return next;
        exit when hits >= p_limit;
      end loop;
    end loop;
  end if;

  if p_after_tier is null and hits < 5 and query.unwanted is null and length(btrim(typed)) > 2 then
    looked := 0;
    for stage in 1 .. 2 loop
      for ticket_id, tier, at, is_hit in execute format('select s.ticket_id, 3, s.%1$I, true from ticket_search s
          where $1 <%% s.subject_text %2$s and not s.ticket_id = any ($3)
          order by word_similarity($1, s.subject_text) desc, s.%1$I desc, s.ticket_id desc limit 10',
          moment, case when stage = 1 or scoped is not null then 'and s.subject_vector @@ $2' else '' end)
        using typed, case when stage = 1 then coalesce(recent && scoped, recent) else scoped end, found_ids loop
        looked := looked + 1;
        return next;
      end loop;
      exit when looked > 0;
    end loop;
  end if;
end $$;

select ticket_search_rebuild(ids) from (select array_agg(id order by id) as ids from tickets group by id / 500) x;
