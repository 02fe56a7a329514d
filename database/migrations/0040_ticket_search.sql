-- Search of the desk (tickets §4.9): documents beside the tickets, without a policy and without a grant, because no
-- GIN index is used under a policy (companies §4.3). Only ticket_search() reads them; whom a ticket belongs to stands in
-- the index itself: @c42 its company, @n without one, @p7 its requester and CC, @d every document.
create text search configuration portal_text (copy = pg_catalog.english);
alter text search configuration portal_text alter mapping for hword, hword_part, word with public.unaccent, english_stem;

create table ticket_search (
  ticket_id bigint primary key references tickets on delete cascade,
  updated_at timestamptz not null,
  public_updated_at timestamptz not null,
  subject_text text not null,
  subject_vector tsvector not null,
  public_vector tsvector not null,
  staff_vector tsvector not null
) with (toast_tuple_target = 128);
comment on table ticket_search is 'What is searched. Written by ticket_search_rebuild(), read by ticket_search(); granted to nobody.';
comment on column ticket_search.staff_vector is 'What only the desk may find: notes, tags and external reference beside the public text.';
alter table ticket_search alter column subject_text set storage main, alter column subject_vector set storage main;
create index ticket_search_subject on ticket_search using gin (subject_vector) with (gin_pending_list_limit = 1024);
create index ticket_search_public on ticket_search using gin (public_vector) with (gin_pending_list_limit = 1024);
create index ticket_search_staff on ticket_search using gin (staff_vector) with (gin_pending_list_limit = 1024);
create index ticket_search_similar on ticket_search using gin (subject_text public.gin_trgm_ops)
  with (gin_pending_list_limit = 1024);
create index tickets_external_reference on tickets (external_reference) where external_reference is not null;

-- Text as it is indexed, looked for and marked, character by character: nothing in it can begin a word with @, and names
-- of files, addresses and hyphened words come apart.
create function ticket_search_text(p_text text) returns text language sql immutable strict parallel safe as $$
  select translate(p_text, '@＠﹫-_/\:<>&' || E'\x01\x02\x03\t\n\r', repeat(' ', 17))
$$;

-- What somebody typed: exact as it was meant; loose with phrases as mere words, which the index alone can answer;
-- either with any of the words, to be marked; wanted and unwanted are its halves. Null where nothing is left of it.
create function ticket_search_query(p_words text[], p_without text[], p_prefix boolean,
  out exact tsquery, out loose tsquery, out either tsquery, out wanted tsquery, out unwanted tsquery) language plpgsql stable
  set search_path = myportal, public, pg_temp as $$
declare
  term text;
  phrase tsquery;
  plain tsquery;
begin
  for n in 1 .. coalesce(cardinality(p_words), 0) loop
    term := ticket_search_text(p_words[n]);
    phrase := phraseto_tsquery('portal_text', term);
    plain := plainto_tsquery('portal_text', term);
    continue when numnode(phrase) = 0;
    if p_prefix and n = cardinality(p_words) and length(btrim(term)) > 1 then
      phrase := (phrase::text || ':*')::tsquery;
      plain := (plain::text || ':*')::tsquery;
    end if;
    exact := coalesce(exact && phrase, phrase);
    loose := coalesce(loose && plain, plain);
    either := coalesce(either || phrase, phrase);
  end loop;
  wanted := exact;
  foreach term in array coalesce(p_without, '{}') loop
    phrase := phraseto_tsquery('portal_text', ticket_search_text(term));
    continue when numnode(phrase) = 0;
    unwanted := coalesce(unwanted || phrase, phrase);
    exact := coalesce(exact, '''@d'''::tsquery) && !!phrase;
    loose := case when numnode(phrase) = 1 then coalesce(loose, '''@d'''::tsquery) && !!phrase
      else coalesce(loose, '''@d'''::tsquery) end;
  end loop;
end $$;

-- Tickets in which all of the words stand, for staff, company (all of it and one's own without company) or own: first
-- those with the words in the subject (tier 1), then the rest (2), each newest first; with fewer than five of them, those
-- of a similar subject or name (3). Rows that are no hit say where a bounded look at phrases ended.
create function ticket_search(p_words text[], p_without text[], p_prefix boolean, p_audience text, p_companies bigint[],
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
    for ticket_id, tier, at, is_hit in execute format('select s.ticket_id, 1, s.%1$I, true from ticket_search s
        where s.subject_vector @@ $1 %2$s and ($2 is null or (s.%1$I, s.ticket_id) < ($2, $3))
        order by 3 desc, 1 desc limit $4',
        moment, case when query.unwanted is null then '' else format('and s.%I @@ $5', vector) end)
      using query.wanted, p_after_at, p_after_id, p_limit, query.loose loop
      hits := hits + 1;
      if hits < 5 then found_ids := found_ids || ticket_id; end if;
      return next;
    end loop;
    p_after_at := null;
  end if;

  if query.exact is not null and coalesce(p_after_tier, 1) <= 2 and hits < p_limit then
    for ticket_id, tier, at, is_hit in execute format('select c.ticket_id, 2, c.at, not $6 or c.vector @@ $2 from (
        select s.ticket_id, s.%1$I as at, s.%2$I as vector from ticket_search s
        where s.%2$I @@ $1 and not ($7 and s.subject_vector @@ $8) and ($3 is null or (s.%1$I, s.ticket_id) < ($3, $4))
        order by 2 desc, 1 desc limit $5) c order by 3 desc, 1 desc', moment, vector)
      using query.loose, query.exact, p_after_at, p_after_id,
        case when is_phrase then reach else p_limit - hits end, is_phrase,
        is_tiered, query.wanted loop
      if is_hit then hits := hits + 1; end if;
      if is_hit and hits < 5 then found_ids := found_ids || ticket_id; end if;
      return next;
      exit when hits >= p_limit;
    end loop;
  end if;

  if p_after_tier is null and hits < 5 and query.unwanted is null and length(btrim(typed)) > 2 then
    return query execute format('select s.ticket_id, 3, s.%1$I, true from ticket_search s
        where $1 <%% s.subject_text %2$s and not s.ticket_id = any ($3)
        order by word_similarity($1, s.subject_text) desc, s.%1$I desc, s.ticket_id desc limit 10',
        moment, case when scoped is null then '' else 'and s.subject_vector @@ $2' end)
      using typed, scoped, found_ids;
  end if;
end $$;
revoke execute on function ticket_search(text[], text[], boolean, text, bigint[], int, int, timestamptz, bigint) from public;
grant execute on function ticket_search(text[], text[], boolean, text, bigint[], int, int, timestamptz, bigint)
  to portal_member, portal_provider;

-- The documents of these tickets: the newest 300 public entries and notes each, p_most characters of one, 15 times as
-- many in all.
create function ticket_search_documents(p_ids bigint[], p_most int) returns table (ticket_id bigint, updated_at timestamptz,
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
      array_to_tsvector(array['@d', coalesce('@c' || t.company_id, '@n')] || coalesce(p.lexemes, '{}')) as whose
    from tickets t left join texts e on e.ticket_id = t.id left join people p on p.ticket_id = t.id
      left join papers f on f.ticket_id = t.id left join tagged x on x.ticket_id = t.id
    where t.id = any (p_ids) and t.deleted_at is null
  )
  select d.id, d.updated_at, d.public_updated_at, d.subject_text, d.subject || d.whose, d.shared || d.whose,
    d.shared || d.whose || d.internal from documents d order by d.id
$$;
revoke execute on function ticket_search_documents(bigint[], int) from public;

-- Writes the documents of these tickets anew where they differ; says how many did. It tells nobody anything else.
create function ticket_search_rebuild(p_ids bigint[], p_most int default 20000) returns int language plpgsql security definer
  set search_path = myportal, public, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
  written int;
  removed int;
begin
  insert into ticket_search as s select * from ticket_search_documents(p_ids, p_most)
  on conflict on constraint ticket_search_pkey do update set updated_at = excluded.updated_at,
    public_updated_at = excluded.public_updated_at, subject_text = excluded.subject_text,
    subject_vector = excluded.subject_vector, public_vector = excluded.public_vector, staff_vector = excluded.staff_vector
  where (s.updated_at, s.public_updated_at, s.subject_text, s.subject_vector, s.public_vector, s.staff_vector)
    is distinct from (excluded.updated_at, excluded.public_updated_at, excluded.subject_text, excluded.subject_vector,
      excluded.public_vector, excluded.staff_vector);
  get diagnostics written = row_count;
  delete from ticket_search s where s.ticket_id = any (p_ids)
    and not exists (select from tickets t where t.id = s.ticket_id and t.deleted_at is null);
  get diagnostics removed = row_count;
  return written + removed;
exception when program_limit_exceeded then
  -- More different words than one document holds: each ticket by itself, with less of its text.
  if cardinality(p_ids) = 1 then return ticket_search_rebuild(p_ids, p_most / 5); end if;
  written := 0;
  for n in 1 .. cardinality(p_ids) loop written := written + ticket_search_rebuild(p_ids[n:n], p_most); end loop;
  return written;
end $$;
revoke execute on function ticket_search_rebuild(bigint[], int) from public;
grant execute on function ticket_search_rebuild(bigint[], int) to portal_provider;
select ticket_search_rebuild(ids) from (select array_agg(id order by id) as ids from tickets group by id / 500) x;
