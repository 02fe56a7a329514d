-- A word of which only the beginning was typed is asked of the index as the words that go on from it. Asked for the
-- beginning itself, the index gathers everybody who holds such a word, on the whole desk, before it looks at whose tickets
-- and which weeks are meant. So every word of the documents stands here once more; twice where two came upon it at once.
create table ticket_search_words (word text collate "C" not null);
comment on table ticket_search_words is 'The words of ticket_search. Written by ticket_search_rebuild(), read by ticket_search(); granted to nobody.';
create index ticket_search_words_word on ticket_search_words (word);
insert into ticket_search_words
  select distinct w.word from ticket_search s, unnest(tsvector_to_array(s.staff_vector)) w (word) where w.word not like '@%';

-- A word as it stands in the text of a tsquery.
create function ticket_search_quoted(p_word text) returns text language sql immutable strict parallel safe as $$
  select '''' || replace(replace(p_word, '\', '\\'), '''', '''''') || ''''
$$;

-- What somebody typed (ticket_search_typed, which also marks it in texts), as it is looked for: a beginning as the words
-- that go on from it. More than 50 are looked for by their beginning: comparing each of them would cost as much.
alter function ticket_search_query(text[], text[], boolean) rename to ticket_search_typed;
create function ticket_search_query(p_words text[], p_without text[], p_prefix boolean,
  out exact tsquery, out loose tsquery, out wanted tsquery, out unwanted tsquery) language plpgsql stable
  set search_path = myportal, public, pg_temp set enable_indexscan = on set plan_cache_mode = force_generic_plan as $$
declare
  goes_on text;
  beginning text;
  known text[];
  whole text;
begin
  select t.exact, t.loose, t.wanted, t.unwanted into exact, loose, wanted, unwanted
    from ticket_search_typed(p_words, p_without, p_prefix) t;
  if not p_prefix then return; end if;
  goes_on := substring(loose::text from '''(?:[^'']|'''')+'':\*');
  beginning := replace(replace(substr(goes_on, 2, length(goes_on) - 4), '''''', ''''), '\\', '\');
  known := array(select w.word from ticket_search_words w where w.word >= beginning and w.word < beginning || chr(1114111)
    order by w.word limit 51);
  if goes_on is null or cardinality(known) > 50 then return; end if;
  whole := coalesce((select '(' || string_agg(distinct ticket_search_quoted(w), ' | ') || ')' from unnest(known) w), left(goes_on, -2));
  exact := replace(exact::text, goes_on, whole)::tsquery;
  loose := replace(loose::text, goes_on, whole)::tsquery;
  wanted := replace(wanted::text, goes_on, whole)::tsquery;
end $$;
revoke execute on function ticket_search_query(text[], text[], boolean) from public;

-- Writes the documents of these tickets anew where they differ, and what words are new; says how many differed. It tells
-- nobody anything else.
create or replace function ticket_search_rebuild(p_ids bigint[], p_most int default 20000) returns int language plpgsql security definer
  set search_path = myportal, public, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
  written int;
  removed int;
begin
  with documents as materialized (select * from ticket_search_documents(p_ids, p_most)), words as (
    -- Each is looked up by itself: joined, all the words of the desk would be read for one ticket.
    insert into ticket_search_words select w.word from (
      select distinct x.word from documents d, unnest(tsvector_to_array(d.staff_vector)) x (word) where x.word not like '@%') w
    where (select true from ticket_search_words k where k.word = w.word limit 1) is null
  )
  insert into ticket_search as s select * from documents
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

-- Words that no document holds any more go, some behind p_after at a time; gives back the last one looked at, null where
-- there was none. Whoever writes documents waits meanwhile: what they rely on must not go.
create function ticket_search_forget(p_after text, p_most int) returns text language plpgsql security definer
  set search_path = myportal, public, pg_temp set plan_cache_mode = force_custom_plan set enable_seqscan = off as $$
declare
  last text;
begin
  lock table ticket_search_words in exclusive mode;
  with next as materialized (
    select distinct w.word from (select x.word from ticket_search_words x where x.word > p_after order by x.word limit p_most) w
  ), gone as (
    delete from ticket_search_words w using next n where w.word = n.word
      and not exists (select from ticket_search s where s.staff_vector @@ ticket_search_quoted(n.word)::tsquery)
  )
  select max(n.word) into last from next n;
  return last;
end $$;
revoke execute on function ticket_search_forget(text, int) from public;
grant execute on function ticket_search_forget(text, int) to portal_provider;

-- What the desk's views count is counted in the indexes alone: whose a ticket is decides whether it may be seen.
drop index tickets_assignee, tickets_needs_answer, tickets_next_due, tickets_pending;
create index tickets_assignee on tickets (assigned_user_id, updated_at desc, id desc) include (company_id)
  where status_kind in ('open', 'pending') and deleted_at is null;
create index tickets_needs_answer on tickets (needs_answer_since, id) include (company_id)
  where needs_answer_since is not null and deleted_at is null;
create index tickets_next_due on tickets (next_due_at, id) include (company_id) where next_due_at is not null and deleted_at is null;
create index tickets_pending on tickets (updated_at desc, id desc) include (company_id)
  where status_kind = 'pending' and deleted_at is null;
