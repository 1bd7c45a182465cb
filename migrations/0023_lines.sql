-- Jobs of one line are done one after another, in the order of their ids: what follows from the events of a ticket, the mails to one
-- person about a ticket.
alter table jobs add column line text;
create index jobs_line on jobs (account_id, line, id) where line is not null and failed_at is null;
