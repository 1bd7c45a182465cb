-- Who stood in copy of a customer's mail: proposed to agents as participants, and nothing more until one of them adds them [P12].
create table proposals (
  account_id bigint not null,
  thread_id bigint not null,
  email text not null,                  -- normal form
  name text not null,                   -- as the mail has it
  message_id bigint not null,           -- the first mail that they stood in copy of
  primary key (account_id, thread_id, email),
  foreign key (account_id, thread_id) references threads (account_id, id)
);
