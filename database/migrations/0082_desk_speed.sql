-- How far back a search looks at first follows from how much there is: a desk with few tickets is looked through in one go.
-- The moments before which it stops, and the weeks in between as words of the documents; the last stage has no end. p_many is
-- the company whose tickets count, 0 for all of them, null where they are few.
create function ticket_search_stages(p_letter text, p_many bigint, p_newest timestamptz, out edges timestamptz[], out weeks tsquery[])
  language plpgsql stable set search_path = myportal, public, pg_temp set enable_indexscan = on as $$
declare
  soon constant timestamptz := p_newest + interval '1 week';
  longest constant interval := interval '60 weeks';
  first timestamptz;
  second timestamptz;
begin
  if p_many = 0 then
    select t.updated_at into first from tickets t where t.deleted_at is null and t.updated_at < soon
      order by t.updated_at desc, t.id desc offset 400 limit 1;
  elsif p_many is not null then
    select t.public_updated_at into first from tickets t where t.company_id = p_many and t.deleted_at is null
      and t.public_updated_at < soon order by t.public_updated_at desc, t.id desc offset 400 limit 1;
  end if;
  second := p_newest - 12 * (p_newest - first);
  if first is null or p_newest - first > longest then
    edges := array['-infinity'];
    weeks := array[null];
  elsif p_newest - second > longest then
    edges := array[first, '-infinity'];
    weeks := array[ticket_search_weeks(p_letter, first, soon), null];
  else
    edges := array[first, second, '-infinity'];
    weeks := array[ticket_search_weeks(p_letter, first, soon), ticket_search_weeks(p_letter, second, first), null];
  end if;
end $$;
revoke execute on function ticket_search_stages(text, bigint, timestamptz) from public;

-- Tickets in which all of the words stand, for staff, company (all of it and one's own without company) or own: first
-- those with the words in the subject (tier 1), then the rest (2), each newest first; with fewer than five of them, those
-- of a similar subject or name (3). It looks among the newest hundreds, then thousands, then all: a common word ends there.
-- Rows that are no hit say where a bounded look at phrases ended.
create or replace function ticket_search(p_words text[], p_without text[], p_prefix boolean, p_audience text, p_companies bigint[],
  p_limit int, p_after_tier int default null, p_after_at timestamptz default null, p_after_id bigint default null)
  returns table (ticket_id bigint, tier int, at timestamptz, is_hit boolean) language plpgsql stable security definer rows 100
  set search_path = myportal, public, pg_temp set plan_cache_mode = force_custom_plan set enable_seqscan = off
  set enable_indexscan = off set jit = off as $$
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
  -- Whose newest: one company's where it is one, nobody's where they are few anyway.
  many bigint := case when is_desk then 0 when p_audience = 'company' and cardinality(companies) = 1 then companies[1] end;
  edges timestamptz[];
  weeks tsquery[];
  below timestamptz;
  recent tsquery;
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

  select s.edges, s.weeks into edges, weeks from ticket_search_stages(week, many, newest) s;
  if is_tiered and coalesce(p_after_tier, 1) = 1 then
    for stage in 1 .. cardinality(edges) loop
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
      select s.edges, s.weeks into edges, weeks from ticket_search_stages(week, many, now()) s;
    end if;
    for stage in 1 .. cardinality(edges) loop
      exit when hits >= p_limit or is_phrase and looked >= reach;
      below := case when stage > 1 then edges[stage - 1] end;
      for ticket_id, tier, at, is_hit in execute format('select c.ticket_id, 2, c.at, not $6 or c.vector @@ $2 from (
          select s.ticket_id, s.%1$I as at, s.%2$I as vector from ticket_search s
          where s.%2$I @@ $1 and s.%1$I >= $9 and ($10 is null or s.%1$I < $10)
            and ($3 is null or (s.%1$I, s.ticket_id) < ($3, $4)) and not ($7 and s.subject_vector @@ $8) order by 2 desc, 1 desc limit $5) c order by 3 desc, 1 desc',
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
    recent := ticket_search_weeks(week, now() - interval '26 weeks', now() + interval '1 week');
    perform set_config('pg_trgm.word_similarity_threshold', '0.5', true);
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

-- What is over, and what waits for customers: the newest of them are behind thousands of others.
create index tickets_over on tickets (updated_at desc, id desc) where status_kind in ('resolved', 'closed') and deleted_at is null;
create index tickets_pending on tickets (updated_at desc, id desc) where status_kind = 'pending' and deleted_at is null;
