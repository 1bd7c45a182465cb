-- Lists of contacts, and what contacts and companies are found by. Columns that end in _folded hold text as filters compare it: lower
-- case, made by the program, so that both engines agree. Null: written by a version before, filled when the program starts.

alter table contacts add column email_domain text;
alter table contacts add column first_folded text;
alter table contacts add column last_folded text;
alter table contacts add column phone_folded text;
create index contacts_unfolded on contacts (account_id, id) where first_folded is null;

alter table companies add column name_folded text;
alter table companies add column domain_folded text;
create index companies_unfolded on companies (account_id, id) where name_folded is null;
create index companies_folded on companies (account_id, name_folded);

-- The words of a contact's name, address, telephone and primary company, as bytes: their order is the same everywhere, so that the
-- beginning of a word is a range of the index.
create table contact_words (
  account_id bigint not null,
  word bytea not null,
  contact_id bigint not null,
  primary key (account_id, word, contact_id),
  foreign key (account_id, contact_id) references contacts (account_id, id)
);
create index contact_words_contact on contact_words (account_id, contact_id);

create table lists (
  account_id bigint not null references accounts (id),
  id bigint not null,
  name text not null,
  kind text not null,                   -- static: picked; active: a filter
  filter text not null,                 -- JSON: groups joined by OR of conditions joined by AND; [] for static ones
  created_at bigint not null,
  updated_at bigint not null,
  primary key (account_id, id)
);
create unique index lists_name on lists (account_id, name);

-- Who is in a list, of either kind: whether a contact is in one of some lists is one look-up by contact.
create table list_members (
  account_id bigint not null,
  list_id bigint not null,
  contact_id bigint not null,
  since bigint not null,
  primary key (account_id, list_id, contact_id),
  foreign key (account_id, list_id) references lists (account_id, id),
  foreign key (account_id, contact_id) references contacts (account_id, id)
);
create index list_members_contact on list_members (account_id, contact_id, list_id);
create index list_members_since on list_members (account_id, list_id, since, contact_id);

-- who could change everything still can
update agents set permissions = permissions || ' lists' where permissions = 'portal-settings inboxes agents';
