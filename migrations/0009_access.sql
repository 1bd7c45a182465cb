-- How customers get in: what sessions remember, access groups, links by mail, invitations, further addresses, consent.

alter table sessions add column id bigint not null default 0;             -- public: names it, opens nothing
alter table sessions add column method text not null default 'password'; -- how they came in
alter table sessions add column connection_id bigint;                     -- the identity provider that vouched for them

create table portal_groups (            -- the lists that a portal is open to
  account_id bigint not null,
  portal_id bigint not null,
  list_id bigint not null,
  primary key (account_id, portal_id, list_id),
  foreign key (account_id, portal_id) references portals (account_id, id),
  foreign key (account_id, list_id) references lists (account_id, id)
);
create index portal_groups_list on portal_groups (account_id, list_id);

create table asks (                     -- somebody asked for a link by mail; written alike for known and unknown addresses
  account_id bigint not null,
  id bigint not null,
  purpose text not null,                -- registration | reset | link | address | invitation
  host text not null,                   -- the domain that the link leads to
  email text not null,                  -- whom it is mailed to, normal form
  contact_id bigint,                    -- whose login it is about; none: known by the address only
  browser_hash text,                    -- of the cookie of the browser that asked
  detail text not null,                 -- JSON: what was typed with it
  created_at bigint not null,
  expires_at bigint not null,
  mailed_at bigint,                     -- when it was last mailed
  used_at bigint,                       -- used, or made void by a newer one or by a change of the login
  primary key (account_id, id)
);
create index asks_email on asks (account_id, email, purpose);
create index asks_browser on asks (account_id, browser_hash, id);
create index asks_expires_at on asks (account_id, expires_at);

create table invitations (              -- of contacts who came to be in an access group and have no login
  account_id bigint not null,
  contact_id bigint not null,
  portal_id bigint not null,
  ask_id bigint,                        -- the link that was mailed last
  send_at bigint not null,              -- not before: a change that is undone at once invites nobody
  sent_at bigint,
  created_at bigint not null,
  primary key (account_id, contact_id),
  foreign key (account_id, contact_id) references contacts (account_id, id)
);
create index invitations_due on invitations (account_id, sent_at, send_at);

create table contact_addresses (        -- further addresses of a contact, each proved by a link that was mailed to it
  account_id bigint not null,
  email text not null,
  contact_id bigint not null,
  proved_at bigint not null,
  primary key (account_id, email),
  foreign key (account_id, contact_id) references contacts (account_id, id)
);
create index contact_addresses_contact on contact_addresses (account_id, contact_id);

alter table members add column language text not null default ''; -- theirs; empty: the domain's
alter table members add column signed_in_at bigint;                 -- last; none: not yet

alter table domains add column consent text;                       -- JSON, portals::consent::Notice: what is asked now

create table consents (                 -- what somebody agreed to: whole and for ever
  account_id bigint not null,
  id bigint not null,
  contact_id bigint not null,
  host text not null,
  version bigint not null,
  language text not null,
  text text not null,
  label text not null,
  given boolean not null,
  network text not null,                -- the address that it came from
  created_at bigint not null,
  withdrawn_at bigint,
  primary key (account_id, id)
);
create index consents_contact on consents (account_id, contact_id, host, version);
