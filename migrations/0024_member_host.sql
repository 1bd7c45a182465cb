-- Where a member was last: mails to them speak for that portal and link to it. None: not known, the account's first domain.
alter table members add column host text;
