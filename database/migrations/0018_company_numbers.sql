-- Companies whole, and their kept numbers (companies §2, §4.4, §4.11).

-- VIP is between provider and provider; a customer's own people change the logo.
revoke select (is_vip) on companies from portal_member;
grant update (logo_file_id) on companies to portal_member;

-- Not business of the company, so they go with it.
alter table company_domains drop constraint company_domains_company_id_fkey,
  add foreign key (company_id) references companies on delete cascade;
alter table membership_customers drop constraint membership_customers_company_id_fkey,
  add foreign key (company_id) references companies on delete cascade;
alter table machine_client_companies drop constraint machine_client_companies_company_id_fkey,
  add foreign key (company_id) references companies on delete cascade;

-- What stands in the way of deleting a company: rows of every table whose key to it neither cascades nor clears.
create function rows_of_company(p_company_id bigint) returns table (noun text, rows bigint)
  language plpgsql stable security definer set search_path = myportal, pg_temp as $$
declare one record;
begin
  if not portal_all_companies() then return; end if;
  for one in
    select k.conrelid::regclass::text as relation, a.attname as name from pg_constraint k
      join pg_class c on c.oid = k.conrelid and not c.relispartition
      cross join lateral unnest(k.conkey, k.confkey) as pair (own, other)
      join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.own
      join pg_attribute o on o.attrelid = k.confrelid and o.attnum = pair.other and o.attname = 'id'
    where k.contype = 'f' and k.confrelid = 'companies'::regclass and k.confdeltype not in ('c', 'n')
    group by 1, 2 order by 1, 2
  loop
    execute format('select count(*) from (select from %s where %I = $1 limit 10001) x', one.relation, one.name)
      into rows using p_company_id;
    noun := case when one.relation = 'companies' then 'sites' else one.relation end;
    if rows > 0 then return next; end if;
  end loop;
end $$;
revoke execute on function rows_of_company(bigint) from public;
grant execute on function rows_of_company(bigint) to portal_provider;

-- Numbers of a company, counted by a job and never in a request.
create table company_counts (
  company_id bigint not null references companies on delete cascade,
  name varchar(60) not null,
  value bigint not null check (value >= 0),
  capped boolean not null default false,
  counted_at timestamptz not null default now(),
  primary key (company_id, name)
);
comment on table company_counts is 'Kept numbers; `capped`: counting stopped at this value. The provider''s are sums.';
create index company_counts_summed on company_counts (name, company_id) include (value, capped) where value > 0;
select protect_company_table('company_counts', 'select', 'select, insert, update, delete');

-- Numbers that something has changed, until they are counted again.
create table company_count_marks (
  company_id bigint not null references companies on delete cascade,
  name varchar(60) not null,
  marked_at timestamptz not null default now(),
  marked_by int not null default pg_backend_pid(),
  primary key (company_id, name, marked_by)
);
comment on column company_count_marks.marked_by is 'Two who mark the same at once do not wait for each other.';
create index company_count_marks_oldest on company_count_marks (marked_at);
select protect_company_table('company_count_marks', 'select', 'select, insert, delete');

-- Each number is read from one small index alone.
create index memberships_active on memberships (company_id) where status = 'active' and removed_at is null;
create index tickets_open_of_company on tickets (company_id)
  where status_kind in ('open', 'pending') and deleted_at is null;
