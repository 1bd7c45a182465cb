-- Public text only: subjects, numbers, messages, file names, as folded words. Words that begin with _ say whose the ticket is
-- (_ and the id of a contact or company), so that a search reads only what its reader may see. The words are split already: only
-- spaces separate them.
create table search_docs (
  account_id bigint not null,
  id integer primary key,               -- the message, or the ticket for its subject
  ticket_id bigint not null
);
create index search_docs_ticket on search_docs (account_id, ticket_id);
create virtual table search_words using fts5 (
  words, content = '', contentless_delete = 1, detail = none, tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'"
);
