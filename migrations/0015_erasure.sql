-- Members who ask to be erased [P8], what happened as administrators look it up, and when somebody last proved who they are.

create table erasures (
  account_id bigint not null,
  id bigint not null,
  contact_id bigint not null,
  host text not null,                   -- the domain that it was asked on
  state text not null,                  -- asked | withdrawn | refused | accepted: being erased | done
  reason text not null,                 -- why it was refused
  traces text,                          -- sealed JSON, base::erasure::Traces: what is looked for, until it is done
  created_at bigint not null,
  decided_by bigint,                    -- the agent
  decided_at bigint,
  done_at bigint,
  primary key (account_id, id),
  foreign key (account_id, contact_id) references contacts (account_id, id)
);
create index erasures_contact on erasures (account_id, contact_id, id);
create unique index erasures_open on erasures (account_id, contact_id) where state = 'asked';
create index outbox_ticket on outbox (account_id, ticket_id);

-- the person whom an event is about, as text, or the address that somebody typed; none for what is about no person
alter table events add column subject text;
create index events_subject on events (account_id, subject, id) where subject is not null;
create index events_actor on events (account_id, actor_id, id);
-- the kind stands at the beginning of the document: {"kind":"…",
create index events_kind on events (account_id, (substr(event, 10, length(event) - 9 - length(ltrim(substr(event, 10), 'abcdefghijklmnopqrstuvwxyz_')))), id);

alter table sessions add column proved_at bigint; -- when its person last proved who they are; none: when it began
