-- Public text only: subjects, numbers, messages, file names, as folded words. Words that begin with _ say whose the ticket is
-- (_ and the id of a contact or company), so that a search reads only what its reader may see.
create table search_docs (
  account_id bigint not null,
  id bigint not null,
  ticket_id bigint not null,
  words tsvector not null,
  primary key (account_id, id)
);
create index search_docs_ticket on search_docs (account_id, ticket_id);
create index search_docs_words on search_docs using gin (words) with (fastupdate = off);
