-- A search looks at the newest thousand tickets first, then five times as far back with each step: what stands in every
-- tenth ticket is not fetched from years ago where the last weeks hold enough. A step is a day at least, and 60 weeks at most.
create or replace function ticket_search_stages(p_letter text, p_many bigint, p_newest timestamptz, out edges timestamptz[], out weeks tsquery[])
  language plpgsql stable set search_path = myportal, public, pg_temp set enable_indexscan = on
  set plan_cache_mode = force_generic_plan as $$
declare
  longest constant interval := interval '60 weeks';
  after timestamptz := p_newest + interval '1 week';
  step interval;
  edge timestamptz;
begin
  if p_many = 0 then
    select t.updated_at into edge from tickets t where t.deleted_at is null and t.updated_at <= p_newest
      order by t.updated_at desc, t.id desc offset 1000 limit 1;
  elsif p_many is not null then
    select t.public_updated_at into edge from tickets t where t.company_id = p_many and t.deleted_at is null
      and t.public_updated_at <= p_newest order by t.public_updated_at desc, t.id desc offset 1000 limit 1;
  end if;
  step := greatest(p_newest - edge, interval '1 day');
  while edge is not null and step <= longest loop
    edge := p_newest - step;
    edges := edges || edge;
    weeks := weeks || ticket_search_weeks(p_letter, edge, after);
    after := edge;
    step := step * 5;
  end loop;
  edges := edges || timestamptz '-infinity';
  weeks := weeks || null::tsquery;
end $$;
