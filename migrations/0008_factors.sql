-- What proves a person beyond a password: codes of an authenticator app, recovery codes, passkeys; of members and agents alike.

create table totp (
  account_id bigint not null,
  kind text not null,                   -- member | agent
  person_id bigint not null,            -- a member's contact, or an agent
  secret text not null,                 -- sealed
  step bigint not null,                 -- the last step used: a code works once
  created_at bigint not null,
  primary key (account_id, kind, person_id)
);
-- agents.totp_secret and totp_step stay for the version before this one and are not read any more
insert into totp (account_id, kind, person_id, secret, step, created_at)
  select account_id, 'agent', id, totp_secret, totp_step, created_at from agents where totp_secret is not null;

create table recovery_codes (           -- each works once: a used one is deleted
  account_id bigint not null,
  kind text not null,
  person_id bigint not null,
  code_hash text not null,              -- HMAC under the installation's key
  primary key (account_id, kind, person_id, code_hash)
);

create table passkeys (
  account_id bigint not null,
  id bigint not null,
  kind text not null,
  person_id bigint not null,
  host text not null,                   -- the relying party: it works on this host only
  credential_id text not null,          -- base64url
  credential text not null,             -- public key, counter and backup flags, JSON
  name text not null,
  created_at bigint not null,
  last_used_at bigint,
  primary key (account_id, id)
);
create unique index passkeys_credential_id on passkeys (credential_id);
create index passkeys_person on passkeys (account_id, kind, person_id, host);

create table ceremonies (               -- a challenge that a browser was given, until it is answered, once
  account_id bigint not null,           -- 0: whose it will be is not known yet
  id_hash text not null,
  purpose text not null,                -- for what, and of whom
  host text not null,
  state text not null,                  -- what the answer is checked against, JSON
  expires_at bigint not null,
  primary key (account_id, id_hash)
);
create index ceremonies_expires_at on ceremonies (expires_at);

alter table accounts add column require_factor boolean not null default false; -- agents need a second factor or a passkey
