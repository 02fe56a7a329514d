-- Limits of sign-in are counted here where there is no Redis, so that several nodes share them (identity §4.10).
create unlogged table rate_windows (
  key bytea primary key,
  started_at timestamptz not null,
  current int not null default 0,
  previous int not null default 0,
  ends_at timestamptz not null
);
comment on table rate_windows is 'Counted requests: key is a hash of the limit and of who is counted. Unlogged: a crash forgives everybody.';
create index rate_windows_end on rate_windows (ends_at);
select protect_table('rate_windows');
create policy counting on rate_windows to portal_system using (true) with check (true);
grant select, insert, update, delete on rate_windows to portal_system;

-- The sliding window of platform/limits/memory.ts. Answers {used, milliseconds}: used above points means refused and
-- nothing was counted; milliseconds until the window ends, or until the cost would fit. Whoever is refused waits for
-- no lock, so guesses in masses hold nobody up.
create function take_rate(wanted bytea, cost int, points int, window_ms double precision) returns double precision[]
  language plpgsql set search_path = myportal, pg_temp as $$
declare
  at timestamptz := clock_timestamp();
  length interval := make_interval(secs => window_ms / 1000);
  found_row rate_windows;
  elapsed double precision;
  used int;
  room int;
  opens double precision;
begin
  for attempt in 1 .. 2 loop
    if attempt = 1 then
      select * into found_row from rate_windows w where w.key = wanted;
    else
      insert into rate_windows (key, started_at, ends_at) values (wanted, at, at + 2 * length) on conflict do nothing;
      select * into found_row from rate_windows w where w.key = wanted for update;
      at := clock_timestamp();
    end if;
    continue when found_row.key is null;

    if at >= found_row.started_at + 2 * length then
      found_row.started_at := at; found_row.current := 0; found_row.previous := 0;
    elsif at >= found_row.started_at + length then
      found_row.started_at := found_row.started_at + length;
      found_row.previous := found_row.current; found_row.current := 0;
    end if;
    elapsed := greatest(0, extract(epoch from at - found_row.started_at) * 1000);
    used := greatest(0, floor(found_row.previous * (1 - (elapsed + 1) / window_ms)))::int + found_row.current;
    if used + cost > points then
      room := points - cost - found_row.current;
      if room >= 0 then
        opens := greatest(0, floor(window_ms * (1 - (room + 1) / greatest(1, found_row.previous)::double precision)));
      else
        opens := window_ms
          + greatest(0, floor(window_ms * (1 - (greatest(0, points - cost) + 1) / greatest(1, found_row.current)::double precision)));
      end if;
      return array[used + cost, greatest(1, opens - elapsed)];
    end if;
  end loop;
  if cost > 0 then
    update rate_windows w set started_at = found_row.started_at, current = found_row.current + cost,
      previous = found_row.previous, ends_at = found_row.started_at + 2 * length where w.key = wanted;
  end if;
  return array[used + cost, window_ms - elapsed];
end $$;
revoke execute on function take_rate(bytea, int, int, double precision) from public;
grant execute on function take_rate(bytea, int, int, double precision) to portal_system;
