-- Whom to tell is asked for every event: written as a procedure it is planned once for a connection, not with each call.
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
      where m.user_id = u.id and m.status = 'active' and m.removed_at is null and (m.company_id = p_company_id
        or (m.covers_sites and m.company_id = c.parent_company_id)
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
create or replace function notification_holders(p_side text, p_company_id bigint, p_permission text) returns setof bigint
  language plpgsql stable security definer set search_path = myportal, pg_temp set plan_cache_mode = force_generic_plan as $$
begin
  return query select distinct m.user_id from memberships m join roles r on r.id = m.role_id
    where portal_is_house() and p_side = 'provider' and m.company_kind = 'provider' and m.status = 'active'
      and m.removed_at is null and p_permission = any (r.permission_names)
      and (p_company_id is null or m.customer_access = 'all' or m.company_id = p_company_id
        or exists (select from membership_customers l where l.membership_id = m.id and l.company_id = p_company_id))
  union select distinct m.user_id from memberships m join roles r on r.id = m.role_id
    where portal_is_house() and p_side = 'company' and m.company_id = p_company_id and m.status = 'active'
      and m.removed_at is null and p_permission = any (r.permission_names)
  union select u.id from users u where portal_is_house() and p_side = 'super_admin' and u.is_super_admin
    and u.status = 'active';
end $$;

-- The first look of a search reaches a thousand tickets back: a word of every tenth fills a page there.
create or replace function ticket_search_stages(p_letter text, p_many bigint, p_newest timestamptz, out edges timestamptz[], out weeks tsquery[])
  language plpgsql stable set search_path = myportal, public, pg_temp set enable_indexscan = on as $$
declare
  soon constant timestamptz := p_newest + interval '1 week';
  longest constant interval := interval '60 weeks';
  first timestamptz;
  second timestamptz;
begin
  if p_many = 0 then
    select t.updated_at into first from tickets t where t.deleted_at is null and t.updated_at < soon
      order by t.updated_at desc, t.id desc offset 1000 limit 1;
  elsif p_many is not null then
    select t.public_updated_at into first from tickets t where t.company_id = p_many and t.deleted_at is null
      and t.public_updated_at < soon order by t.public_updated_at desc, t.id desc offset 1000 limit 1;
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

-- As before, but its statements are planned once for a connection, and a page looks at 400 of those that hold the words of a phrase.
-- Tickets in which all of the words stand, for staff, company (all of it and one's own without company) or own: first
-- those with the words in the subject (tier 1), then the rest (2), each newest first; with fewer than five of them, those
-- of a similar subject or name (3). It looks among the newest hundreds, then thousands, then all: a common word ends there.
-- Rows that are no hit say where a bounded look at phrases ended.
create or replace function ticket_search(p_words text[], p_without text[], p_prefix boolean, p_audience text, p_companies bigint[],
  p_limit int, p_after_tier int default null, p_after_at timestamptz default null, p_after_id bigint default null)
  returns table (ticket_id bigint, tier int, at timestamptz, is_hit boolean) language plpgsql stable security definer rows 100
  set search_path = myportal, public, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off
  set enable_indexscan = off set jit = off as $$
declare
  reach constant int := 400;
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
  most int;
  hit refcursor;
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
      recent := coalesce(query.wanted && weeks[stage], query.wanted);
      if query.unwanted is not null then
        open hit for execute format('select s.ticket_id, s.%1$I, true from ticket_search s
          where s.subject_vector @@ $1 and s.%2$I @@ $5 and ($2 is null or (s.%1$I, s.ticket_id) < ($2, $3))
            and s.%1$I >= $6 and ($7 is null or s.%1$I < $7) order by 2 desc, 1 desc limit $4', moment, vector)
          using recent, p_after_at, p_after_id, p_limit - hits, query.loose, edges[stage], below;
      elsif is_desk then
        open hit for select s.ticket_id, s.updated_at, true from ticket_search s
          where s.subject_vector @@ recent and (p_after_at is null or (s.updated_at, s.ticket_id) < (p_after_at, p_after_id))
            and s.updated_at >= edges[stage] and (below is null or s.updated_at < below) order by 2 desc, 1 desc limit p_limit - hits;
      else
        open hit for select s.ticket_id, s.public_updated_at, true from ticket_search s
          where s.subject_vector @@ recent and (p_after_at is null or (s.public_updated_at, s.ticket_id) < (p_after_at, p_after_id))
            and s.public_updated_at >= edges[stage] and (below is null or s.public_updated_at < below)
          order by 2 desc, 1 desc limit p_limit - hits;
      end if;
      tier := 1;
      loop
        fetch hit into ticket_id, at, is_hit;
        exit when not found;
        hits := hits + 1;
        if hits < 5 then found_ids := found_ids || ticket_id; end if;
        return next;
      end loop;
      close hit;
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
      recent := coalesce(query.loose && weeks[stage], query.loose);
      most := case when is_phrase then reach - looked else p_limit - hits end;
      if is_desk then
        open hit for select c.ticket_id, c.at, not is_phrase or c.vector @@ query.exact from (
          select s.ticket_id, s.updated_at as at, s.staff_vector as vector from ticket_search s
          where s.staff_vector @@ recent and s.updated_at >= edges[stage] and (below is null or s.updated_at < below)
            and (p_after_at is null or (s.updated_at, s.ticket_id) < (p_after_at, p_after_id))
            and not (is_tiered and s.subject_vector @@ query.wanted) order by 2 desc, 1 desc limit most) c order by 2 desc, 1 desc;
      else
        open hit for select c.ticket_id, c.at, not is_phrase or c.vector @@ query.exact from (
          select s.ticket_id, s.public_updated_at as at, s.public_vector as vector from ticket_search s
          where s.public_vector @@ recent and s.public_updated_at >= edges[stage] and (below is null or s.public_updated_at < below)
            and (p_after_at is null or (s.public_updated_at, s.ticket_id) < (p_after_at, p_after_id))
            and not (is_tiered and s.subject_vector @@ query.wanted) order by 2 desc, 1 desc limit most) c order by 2 desc, 1 desc;
      end if;
      tier := 2;
      loop
        fetch hit into ticket_id, at, is_hit;
        exit when not found;
        looked := looked + 1;
        if is_hit then hits := hits + 1; end if;
        if is_hit and hits < 5 then found_ids := found_ids || ticket_id; end if;
        return next;
        exit when hits >= p_limit;
      end loop;
      close hit;
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

