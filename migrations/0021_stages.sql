-- What agents of other languages call pipelines and stages, and how a stage's tag looks.
alter table pipelines add column labels text not null default '{}';      -- JSON: language to label
alter table stages add column labels text not null default '{}';         -- JSON: language to label
alter table stages add column tone text not null default '';             -- open | wait | done | closed; empty: as its state says

update pipelines set labels = '{"pl":"Obsługa zgłoszeń"}' where id = 0 and label = 'Support Pipeline';
update stages set labels = '{"pl":"Nowe"}' where id = 1 and pipeline_id = 0 and label = 'New';
update stages set labels = '{"pl":"Czeka na klienta"}', tone = 'wait' where id = 2 and pipeline_id = 0 and label = 'Waiting on contact';
update stages set labels = '{"pl":"Czeka na nas"}' where id = 3 and pipeline_id = 0 and label = 'Waiting on us';
update stages set labels = '{"pl":"Zamknięte"}' where id = 4 and pipeline_id = 0 and label = 'Closed';
