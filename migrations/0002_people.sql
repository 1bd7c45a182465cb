-- Customers (contacts, companies, members) and the people who answer them (agents).

create table contacts (
  account_id bigint not null references accounts (id),
  id bigint not null,
  email text,                           -- its one normal form
  first_name text not null,
  last_name text not null,
  phone text not null,
  created_at bigint not null,
  updated_at bigint not null,
  primary key (account_id, id)
);
create unique index contacts_email on contacts (account_id, email);

create table companies (
  account_id bigint not null references accounts (id),
  id bigint not null,
  name text not null,
  domain text not null,
  created_at bigint not null,
  primary key (account_id, id)
);
create index companies_name on companies (account_id, name);

create table contact_companies (
  account_id bigint not null,
  contact_id bigint not null,
  company_id bigint not null,
  is_primary boolean not null,
  primary key (account_id, contact_id, company_id),
  foreign key (account_id, contact_id) references contacts (account_id, id),
  foreign key (account_id, company_id) references companies (account_id, id)
);
create unique index contact_companies_primary on contact_companies (account_id, contact_id) where is_primary;
create index contact_companies_company on contact_companies (account_id, company_id);

create table agents (
  account_id bigint not null references accounts (id),
  id bigint not null,
  email text not null,
  first_name text not null,
  last_name text not null,
  password_hash text not null,
  totp_secret text,
  totp_step bigint not null,            -- the last step used: a code works once
  permissions text not null,            -- single rights, space between
  language text not null,
  created_at bigint not null,
  disabled_at bigint,
  primary key (account_id, id)
);
create unique index agents_email on agents (account_id, email);
create index agents_by_email on agents (email);

create table members (
  account_id bigint not null,
  contact_id bigint not null,
  password_hash text not null,
  verified_at bigint,                   -- the address was proved by opening a link sent to it, or by an administrator's word
  mails text not null,                  -- which mails they get: opened replied closed
  time_zone text not null,
  created_at bigint not null,
  disabled_at bigint,
  primary key (account_id, contact_id),
  foreign key (account_id, contact_id) references contacts (account_id, id)
);
