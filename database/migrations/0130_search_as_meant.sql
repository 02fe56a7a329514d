-- How far back a search looks first: so many tickets of the company, of the desk, or of one's own.
create or replace function ticket_search_first(p_audience text, p_companies bigint[], p_newest timestamptz, p_many int)
  returns timestamptz language plpgsql stable set search_path = myportal, pg_temp set enable_indexscan = on
  set plan_cache_mode = force_generic_plan as $$
declare
  at timestamptz;
begin
  if p_audience = 'own' then
    select t.public_updated_at into at from tickets t where t.requester_user_id = portal_user_id() and t.deleted_at is null
      and t.public_updated_at <= p_newest order by t.public_updated_at desc, t.id desc offset p_many limit 1;
  elsif p_audience = 'company' or cardinality(p_companies) = 1 then
    select t.public_updated_at into at from tickets t where t.company_id = p_companies[1] and t.deleted_at is null
      and t.public_updated_at <= p_newest order by t.public_updated_at desc, t.id desc offset p_many limit 1;
  elsif p_audience = 'staff' then
    select t.updated_at into at from tickets t where t.deleted_at is null and t.updated_at <= p_newest
      order by t.updated_at desc, t.id desc offset p_many limit 1;
  end if;
  return ticket_search_edge(p_newest, at);
end $$;

-- Tickets in which all of the words stand, for staff, company (all of it and one's own without company) or own: first
-- those with the words in the subject (tier 1), then the rest (2), each newest first; with fewer than five of them, those
-- of a similar subject or name (3), unless a phrase is looked for: that is meant as it stands. It looks among the newest
-- hundreds, then as far back as what stood there lets expect, or among all: a common word ends early, a rare one is found
-- at once. A row that is no hit says where a bounded look at phrases ended. The weeks are a condition of their own: an index
-- of words then goes by whichever is the rarer, and not through all of these weeks.
create or replace function ticket_search(p_words text[], p_without text[], p_prefix boolean, p_audience text, p_companies bigint[],
  p_limit int, p_after_tier int default null, p_after_at timestamptz default null, p_after_id bigint default null)
  returns table (ticket_id bigint, tier int, at timestamptz, is_hit boolean) language plpgsql stable security definer rows 100
  set search_path = myportal, public, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off
  set enable_indexscan = off set jit = off as $$
declare
  reach constant int := 150;
  -- As many of the newest as some weeks bring, by whoever asks.
  opens constant int := case p_audience when 'own' then 100 else 300 end;
  is_desk boolean := p_audience = 'staff';
  vector text := case when is_desk then 'staff_vector' else 'public_vector' end;
  moment text := case when is_desk then 'updated_at' else 'public_updated_at' end;
  person text := '''@p' || portal_user_id() || '''';
  companies bigint[] := case when is_desk and portal_all_companies() then p_companies
    when p_companies is null then portal_company_ids()
    else array(select c from unnest(portal_company_ids()) c where c = any (p_companies)) end;
  reached text := (select '(' || string_agg('''@c' || c || '''', ' | ') || ')' from unnest(companies) c);
  scoped tsquery;
  -- Of many companies, the newest and what is rare at the whole desk is found by its words alone, and then looked at whose it is.
  is_wide boolean := is_desk and cardinality(companies) > 8;
  anyone constant tsquery := '''@d''';
  whose tsquery;
  everyones_loose tsquery;
  everyones_wanted tsquery;
  is_everyones boolean;
  everyones int;
  query record;
  is_phrase boolean;
  is_tiered boolean;
  typed text := left(public.unaccent(lower(array_to_string(p_words, ' '))), 100);
  found_ids bigint[] := '{}';
  hits int := 0;
  week constant text := case when is_desk then '@w' else '@v' end;
  newest timestamptz := coalesce(p_after_at, now());
  opening timestamptz;
  edge timestamptz;
  below timestamptz;
  recent tsquery;
  sought tsquery;
  looked int := 0;
  missing int;
  last_id bigint;
  last_at timestamptz;
  most int;
  hit refcursor;
begin
  if is_desk then
    if current_setting('role') <> 'portal_provider' or companies = '{}' then return; end if;
    scoped := case when cardinality(companies) <= 500 then reached::tsquery end;
    is_wide := is_wide and scoped is not null;
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
  everyones_loose := query.loose;
  everyones_wanted := query.wanted;
  -- A phrase is looked for in what these found.
  if scoped is not null then
    query.loose := query.loose && scoped;
    query.wanted := query.wanted && scoped;
  end if;

  if is_tiered and coalesce(p_after_tier, 1) = 1 then
    opening := ticket_search_first(p_audience, companies, newest, opens);
    edge := opening;
    below := newest + interval '1 week';
    loop
      recent := ticket_search_weeks(week, edge, below);
      is_everyones := is_wide and query.unwanted is null and case when everyones is null then recent is not null else everyones = 0 end;
      whose := case when is_everyones then scoped else anyone end;
      sought := case when is_everyones then everyones_wanted else query.wanted end;
      recent := coalesce(recent, sought);
      if query.unwanted is not null then
        open hit for execute format('select s.ticket_id, s.%1$I, true from ticket_search s
          where s.subject_vector @@ $1 and s.subject_vector @@ $8 and s.%2$I @@ $5 and ($2 is null or (s.%1$I, s.ticket_id) < ($2, $3))
            and s.%1$I >= $6 and s.%1$I < $7 order by 2 desc, 1 desc limit $4', moment, vector)
          using sought, p_after_at, p_after_id, p_limit - hits, query.loose, edge, below, recent;
      elsif is_desk then
        open hit for select s.ticket_id, s.updated_at, case when s.subject_vector @@ whose then true end from ticket_search s
          where s.subject_vector @@ sought and s.subject_vector @@ recent and (p_after_at is null or (s.updated_at, s.ticket_id) < (p_after_at, p_after_id))
            and s.updated_at >= edge and s.updated_at < below
          order by 2 desc, 1 desc limit case when not is_everyones then p_limit - hits end;
      else
        open hit for select s.ticket_id, s.public_updated_at, true from ticket_search s
          where s.subject_vector @@ sought and s.subject_vector @@ recent and (p_after_at is null or (s.public_updated_at, s.ticket_id) < (p_after_at, p_after_id))
            and s.public_updated_at >= edge and s.public_updated_at < below
          order by 2 desc, 1 desc limit p_limit - hits;
      end if;
      tier := 1;
      loop
        fetch hit into ticket_id, at, is_hit;
        exit when not found or hits >= p_limit;
        everyones := coalesce(everyones, 0) + 1;
        continue when is_hit is null;
        hits := hits + 1;
        if hits < 5 then found_ids := found_ids || ticket_id; end if;
        return next;
      end loop;
      close hit;
      everyones := coalesce(everyones, 0);
      exit when hits >= p_limit or edge = '-infinity';
      below := edge;
      edge := ticket_search_further(newest, edge, hits, p_limit);
    end loop;
  end if;

  if query.exact is not null and coalesce(p_after_tier, 1) <= 2 and hits < p_limit then
    if coalesce(p_after_tier, 1) = 1 and p_after_at is not null then
      p_after_at := null;
      newest := now();
      opening := null;
    end if;
    edge := case when is_phrase then ticket_search_first(p_audience, companies, newest, 1000)
      else coalesce(opening, ticket_search_first(p_audience, companies, newest, opens)) end;
    below := newest + interval '1 week';
    missing := p_limit - hits;
    everyones := null;
    loop
      recent := ticket_search_weeks(week, edge, below);
      is_everyones := is_wide and case when everyones is null then recent is not null else everyones = 0 end;
      whose := case when is_everyones then scoped else anyone end;
      sought := case when is_everyones then everyones_loose else query.loose end;
      recent := coalesce(recent, sought);
      most := case when is_everyones then null when is_phrase then reach - looked else p_limit - hits end;
      if is_desk then
        open hit for select c.ticket_id, c.at, case when c.is_theirs then not is_phrase or c.vector @@ query.exact end from (
          select s.ticket_id, s.updated_at as at, s.staff_vector as vector, s.subject_vector @@ whose as is_theirs from ticket_search s
          where s.staff_vector @@ sought and s.staff_vector @@ recent and s.updated_at >= edge and s.updated_at < below
            and (p_after_at is null or (s.updated_at, s.ticket_id) < (p_after_at, p_after_id))
            and not (is_tiered and s.subject_vector @@ query.wanted) order by 2 desc, 1 desc limit most) c order by 2 desc, 1 desc;
      else
        open hit for select c.ticket_id, c.at, not is_phrase or c.vector @@ query.exact from (
          select s.ticket_id, s.public_updated_at as at, s.public_vector as vector from ticket_search s
          where s.public_vector @@ sought and s.public_vector @@ recent and s.public_updated_at >= edge and s.public_updated_at < below
            and (p_after_at is null or (s.public_updated_at, s.ticket_id) < (p_after_at, p_after_id))
            and not (is_tiered and s.subject_vector @@ query.wanted) order by 2 desc, 1 desc limit most) c order by 2 desc, 1 desc;
      end if;
      tier := 2;
      loop
        fetch hit into ticket_id, at, is_hit;
        exit when not found or is_phrase and looked >= reach;
        everyones := coalesce(everyones, 0) + 1;
        continue when is_hit is null;
        looked := looked + 1;
        last_id := ticket_id;
        last_at := at;
        continue when not is_hit;
        hits := hits + 1;
        if hits < 5 then found_ids := found_ids || ticket_id; end if;
        return next;
        exit when hits >= p_limit;
      end loop;
      close hit;
      everyones := coalesce(everyones, 0);
      exit when hits >= p_limit or is_phrase and looked >= reach or edge = '-infinity';
      below := edge;
      -- Of a phrase, so many more hold its words as did until here for each that holds itself.
      edge := ticket_search_further(newest, edge, looked, case when is_phrase
        then least(reach, looked * missing / greatest(hits + missing - p_limit, 1)) else missing end);
    end loop;
    if is_phrase and hits < p_limit and looked >= reach then
      ticket_id := last_id;
      at := last_at;
      is_hit := false;
      return next;
    end if;
  end if;

  if p_after_tier is null and hits < least(5, p_limit) and not is_phrase and query.unwanted is null and length(btrim(typed)) > 2 then
    perform set_config('pg_trgm.word_similarity_threshold', '0.5', true);
    recent := ticket_search_weeks(week, now() - interval '13 weeks', now() + interval '1 week');
    whose := case when is_wide then scoped else anyone end;
    scoped := case when not is_wide then scoped end;
    recent := coalesce(recent && scoped, recent, scoped, anyone);
    looked := 0;
    for stage in 1 .. 2 loop
      continue when stage = 1 and p_audience = 'own';
      if stage = 1 or scoped is not null then
        open hit for select s.ticket_id, 3, case when is_desk then s.updated_at else s.public_updated_at end, true from ticket_search s
          where s.subject_vector @@ case when stage = 1 then recent else scoped end and typed <% s.subject_text
            and (s.subject_vector @@ whose) is true and not s.ticket_id = any (found_ids)
          order by word_similarity(typed, s.subject_text) desc, 3 desc, 1 desc limit 10 - looked;
      else
        open hit for select s.ticket_id, 3, s.updated_at, true from ticket_search s
          where typed <% s.subject_text and (s.subject_vector @@ whose) is true and not s.ticket_id = any (found_ids)
          order by word_similarity(typed, s.subject_text) desc, 3 desc, 1 desc limit 10 - looked;
      end if;
      loop
        fetch hit into ticket_id, tier, at, is_hit;
        exit when not found;
        looked := looked + 1;
        found_ids := found_ids || ticket_id;
        return next;
      end loop;
      close hit;
      exit when looked >= 5;
    end loop;
  end if;
end $$;

-- What was written lately waits in a list that each search reads: a megabyte of it cost a search more than its words did.
alter index ticket_search_subjects set (gin_pending_list_limit = 128);
alter index ticket_search_public set (gin_pending_list_limit = 128);
alter index ticket_search_staff set (gin_pending_list_limit = 128);
