-- Months are read by their partition and within it by id: nothing looks for an event by its time alone, and this index cost
-- each write of an event more than any other.
drop index events_time;
