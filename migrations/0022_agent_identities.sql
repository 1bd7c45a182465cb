-- Agents sign in by OpenID Connect [A15]. A connection of the desk has no host: it moves with the desk, and a portal's connection never
-- becomes one of the desk's. SQLite cannot take `not null` off a column, and tables that refer to it go with it: all four are made anew.

create table sso_connections_new (
  account_id bigint not null,
  id bigint not null,
  host text,                            -- none: the desk
  kind text not null,                   -- saml | oidc | jwt
  name text not null,                   -- on the button
  enabled boolean not null,
  settings text not null,               -- JSON, base::sso::Settings; secrets are sealed
  verified_at bigint,                   -- when a test sign-in held with these settings
  created_at bigint not null,
  primary key (account_id, id),
  foreign key (account_id, host) references domains (account_id, host) on delete cascade
);
insert into sso_connections_new (account_id, id, host, kind, name, enabled, settings, verified_at, created_at)
  select account_id, id, host, kind, name, enabled, settings, verified_at, created_at from sso_connections;

create table sso_identities_new (       -- whom a provider's person is here; never found by an address
  account_id bigint not null,
  connection_id bigint not null,
  issuer text not null,
  subject text not null,
  contact_id bigint not null,
  created_at bigint not null,
  primary key (account_id, connection_id, issuer, subject),
  foreign key (account_id, connection_id) references sso_connections_new (account_id, id) on delete cascade,
  foreign key (account_id, contact_id) references contacts (account_id, id)
);
insert into sso_identities_new (account_id, connection_id, issuer, subject, contact_id, created_at)
  select account_id, connection_id, issuer, subject, contact_id, created_at from sso_identities;

create table sso_pending_new (          -- sign-ins that a browser began
  account_id bigint not null,
  state_hash text not null,
  browser_hash text not null,           -- of the cookie of the browser that began
  connection_id bigint not null,
  next text not null,
  tester_id bigint,                     -- the agent who tries the connection out
  detail text not null,                 -- JSON: what the protocol must remember
  outcome text,                         -- JSON: an answer that held, until the browser shows its cookie
  expires_at bigint not null,
  primary key (account_id, state_hash),
  foreign key (account_id, connection_id) references sso_connections_new (account_id, id) on delete cascade
);
insert into sso_pending_new (account_id, state_hash, browser_hash, connection_id, next, tester_id, detail, outcome, expires_at)
  select account_id, state_hash, browser_hash, connection_id, next, tester_id, detail, outcome, expires_at from sso_pending;

create table sso_seen_new (             -- what was taken once and is never taken again
  account_id bigint not null,
  connection_id bigint not null,
  key text not null,
  until bigint not null,
  primary key (account_id, connection_id, key),
  foreign key (account_id, connection_id) references sso_connections_new (account_id, id) on delete cascade
);
insert into sso_seen_new (account_id, connection_id, key, until) select account_id, connection_id, key, until from sso_seen;

drop table sso_identities;
drop table sso_pending;
drop table sso_seen;
drop table sso_connections;
alter table sso_connections_new rename to sso_connections;
alter table sso_identities_new rename to sso_identities;
alter table sso_pending_new rename to sso_pending;
alter table sso_seen_new rename to sso_seen;

create unique index sso_connections_name on sso_connections (account_id, coalesce(host, ''), name);
create unique index sso_connections_desk on sso_connections (id) where host is null; -- the desk has one address for all accounts
create index sso_identities_contact on sso_identities (account_id, contact_id);
create index sso_pending_expires_at on sso_pending (account_id, expires_at);
create index sso_seen_until on sso_seen (account_id, until);

create table agent_identities (         -- which agent a provider's person is; an address decides only the first time
  account_id bigint not null,
  connection_id bigint not null,
  issuer text not null,
  subject text not null,
  agent_id bigint not null,
  created_at bigint not null,
  primary key (account_id, connection_id, issuer, subject),
  foreign key (account_id, connection_id) references sso_connections (account_id, id) on delete cascade,
  foreign key (account_id, agent_id) references agents (account_id, id)
);
-- an address that a provider gives to somebody else is no way into the desk
create unique index agent_identities_agent on agent_identities (account_id, agent_id, connection_id, issuer);
