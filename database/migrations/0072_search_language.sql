-- The language that the desk's search reads texts in (SEARCH_LANGUAGE): one of PostgreSQL's own configurations, with
-- accents folded before it. The comment says which one it is.
comment on text search configuration portal_text is 'english';

-- Makes portal_text read texts as another configuration does. The documents are as before until they are written anew.
-- The configuration stays the same object: statements prepared elsewhere know it by its number.
create function ticket_search_speak(p_language text) returns void language plpgsql set search_path = myportal, public, pg_temp as $$
declare
  token record;
begin
  for token in
    select t.alias, m.dictionaries from ts_token_type('default') t left join (
      select maptokentype, string_agg(mapdict::regdictionary::text, ', ' order by mapseqno) as dictionaries
      from pg_ts_config_map where mapcfg = ('pg_catalog.' || quote_ident(p_language))::regconfig group by maptokentype
    ) m on m.maptokentype = t.tokid
  loop
    execute format('alter text search configuration myportal.portal_text drop mapping if exists for %I', token.alias);
    continue when token.dictionaries is null;
    execute format('alter text search configuration myportal.portal_text add mapping for %I with %s%s', token.alias,
      case when token.alias in ('word', 'hword', 'hword_part') then 'public.unaccent, ' else '' end, token.dictionaries);
  end loop;
  execute format('comment on text search configuration myportal.portal_text is %L', p_language);
end $$;
revoke execute on function ticket_search_speak(text) from public;
