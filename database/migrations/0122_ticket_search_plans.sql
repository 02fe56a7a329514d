-- What is similar is planned for the words that were typed: which index knows fewer of them differs from word to word.
alter function ticket_search(text[], text[], boolean, text, bigint[], int, int, timestamptz, bigint) set plan_cache_mode = auto;
