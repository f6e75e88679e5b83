PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO alembic_version VALUES('0001');
CREATE TABLE captures (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id TEXT NOT NULL, 
	url TEXT NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	status INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	file TEXT NOT NULL, 
	"offset" BIGINT NOT NULL, 
	length BIGINT NOT NULL, 
	media_type TEXT NOT NULL, 
	refers_to TEXT, 
	UNIQUE (id)
);
INSERT INTO captures VALUES(1,'fa787486-3cc9-4192-8b09-84ec8bf53001','https://www.mellankoping.example/2024/avslag.html','2026-11-28T08:53:09.847213+00:00',200,'3afed4a47cab962691a6b571d69fce742f2cb957268c111eee626169f5533488','kommunarkiv-20261128085309906793-14705-00000.warc.gz',300,557,'text/html',NULL);
INSERT INTO captures VALUES(2,'99b94603-f139-4673-82c4-8d62601d31e1','https://www.mellankoping.example/2024/stad.html','2026-11-28T08:53:09.847213+00:00',200,'33c777d7dc372c25bbfb61553a88e6aa4598848ca0c8b3b51057a16c90569960','kommunarkiv-20261128085309906793-14705-00000.warc.gz',857,576,'text/html',NULL);
CREATE TABLE changes (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	page TEXT NOT NULL, 
	deed VARCHAR(8) NOT NULL
);
CREATE TABLE frontier (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	source TEXT NOT NULL, 
	url TEXT NOT NULL, 
	ask VARCHAR(16) NOT NULL, 
	via VARCHAR(16) NOT NULL, 
	rank INTEGER NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	round INTEGER NOT NULL, 
	depth INTEGER NOT NULL, 
	attempt INTEGER NOT NULL, 
	retry_at VARCHAR(32), 
	asked_at VARCHAR(32), 
	cause TEXT, 
	detail TEXT, 
	parent TEXT, 
	etag TEXT, 
	last_modified TEXT, 
	digest TEXT, 
	lastmod VARCHAR(32), 
	CONSTRAINT one_row_per_url UNIQUE (source, url)
);
CREATE TABLE hosts (
	name TEXT NOT NULL, 
	asked_at VARCHAR(32), 
	paused_until VARCHAR(32), 
	robots BLOB, 
	robots_status INTEGER, 
	robots_at VARCHAR(32), 
	PRIMARY KEY (name)
);
CREATE TABLE pages (
	id TEXT NOT NULL, 
	url TEXT NOT NULL, 
	source TEXT NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	first_seen VARCHAR(32) NOT NULL, 
	last_seen VARCHAR(32) NOT NULL, 
	gone_at VARCHAR(32), 
	parent TEXT, 
	misses INTEGER NOT NULL, 
	missed_at VARCHAR(32), 
	current INTEGER, 
	PRIMARY KEY (id), 
	UNIQUE (url)
);
INSERT INTO pages VALUES('945105be23648597','https://www.mellankoping.example/2024/avslag.html','mellan','alive','2026-11-28T08:53:09.847213+00:00','2026-11-28T08:53:09.847213+00:00',NULL,NULL,0,NULL,1);
INSERT INTO pages VALUES('7ab20913e355bb80','https://www.mellankoping.example/2024/stad.html','mellan','alive','2026-11-28T08:53:09.847213+00:00','2026-11-28T08:53:09.847213+00:00',NULL,NULL,0,NULL,2);
CREATE TABLE rounds (
	source TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	started VARCHAR(32) NOT NULL, 
	PRIMARY KEY (source)
);
CREATE TABLE runs (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	source TEXT NOT NULL, 
	worker TEXT NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	started VARCHAR(32) NOT NULL, 
	beat VARCHAR(32) NOT NULL, 
	ended VARCHAR(32), 
	tally JSON NOT NULL, 
	error TEXT
);
CREATE TABLE site_models (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	source TEXT NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	model TEXT NOT NULL
);
CREATE TABLE sources (
	name TEXT NOT NULL, 
	body JSON NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO sources VALUES('mellan','{"name": "mellan", "seeds": [], "enabled": false}');
CREATE TABLE mementos (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	page TEXT NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	seen_at VARCHAR(32) NOT NULL, 
	url TEXT NOT NULL, 
	source TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	text_digest TEXT NOT NULL, 
	facts_digest VARCHAR(64) NOT NULL, 
	searchable BOOLEAN NOT NULL, 
	capture TEXT, 
	media_type TEXT NOT NULL, 
	language TEXT, 
	title TEXT NOT NULL, 
	warnings JSON, 
	sections JSON, 
	cuts JSON, 
	FOREIGN KEY(page) REFERENCES pages (id), 
	CONSTRAINT one_memento_per_moment UNIQUE (page, at)
);
INSERT INTO mementos VALUES(1,'945105be23648597','2026-11-28T08:53:09.847213+00:00','2026-11-28T08:53:09.847213+00:00','https://www.mellankoping.example/2024/avslag.html','mellan','3afed4a47cab962691a6b571d69fce742f2cb957268c111eee626169f5533488','0e011e8f2d04da579e48a51eadfeeb2c01b3bcd6a7d6ca315273bf3052840678','3f7afa31f606f0d447c327c560de27f4fe258b0bd83b4565d3014b14c9d2503f',1,'fa787486-3cc9-4192-8b09-84ec8bf53001','text/html','sv','Sagt i nämnden 9 april 2024','[]','[{"kind": "paragraph", "text": "Socialn\u00e4mnden beslutade den 9 april 2024 att avsl\u00e5 ans\u00f6kan om bygglov."}]','[]');
INSERT INTO mementos VALUES(2,'7ab20913e355bb80','2026-11-28T08:53:09.847213+00:00','2026-11-28T08:53:09.847213+00:00','https://www.mellankoping.example/2024/stad.html','mellan','33c777d7dc372c25bbfb61553a88e6aa4598848ca0c8b3b51057a16c90569960','ba920d2e1802aa32eeccbd7d160bcf3d7ea9d1add609bd622bb7bb6afcd453e8','faa24e033d3073b4528a8e85f07734eb570d30eade2ef2a0b7346318bbff71a1',1,'99b94603-f139-4673-82c4-8d62601d31e1','text/html','sv','Städning direktupphandlad 2024','[]','[{"kind": "paragraph", "text": "Socialn\u00e4mnden direktupphandlade den 9 april 2024 st\u00e4dning av Ren AB f\u00f6r 1,2 miljoner kronor."}]','[]');
CREATE TABLE facts (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	memento INTEGER NOT NULL, 
	facet VARCHAR(16) NOT NULL, 
	kind TEXT, 
	value TEXT, 
	number FLOAT, 
	day DATE, 
	unit TEXT, 
	evidence TEXT, 
	rule TEXT, 
	part VARCHAR(16), 
	start INTEGER, 
	"end" INTEGER, 
	certainty VARCHAR(16), 
	detail JSON, 
	FOREIGN KEY(memento) REFERENCES mementos (id) ON DELETE CASCADE
);
INSERT INTO facts VALUES(1,1,'year',NULL,NULL,2024.0,NULL,NULL,'2024','år i adressen','url',NULL,NULL,'stated',NULL);
INSERT INTO facts VALUES(2,1,'date','meeting',NULL,NULL,'2024-04-09',NULL,'9 april 2024','dag månad år','title',15,27,'stated',NULL);
INSERT INTO facts VALUES(3,1,'date','decision',NULL,NULL,'2024-04-09',NULL,'9 april 2024','dag månad år','text',28,40,'stated',NULL);
INSERT INTO facts VALUES(4,1,'unit','nämnd',NULL,NULL,NULL,'socialnämnden','Socialnämnden','namn i enhetsregistret','text',0,13,'stated','{"name": "Socialn\u00e4mnden"}');
INSERT INTO facts VALUES(5,1,'unit','förvaltning',NULL,NULL,NULL,'social- och äldreförvaltningen','Socialnämnden','förvaltar åt Socialnämnden','text',0,13,'inferred','{"name": "Social- och \u00e4ldref\u00f6rvaltningen", "owner": true}');
INSERT INTO facts VALUES(6,1,'topic',NULL,'bygga och bo',2.2099999999999999644,NULL,NULL,'bygglov','ord: bygglov','text',62,69,'inferred',NULL);
INSERT INTO facts VALUES(7,1,'decision','formal','avslå ansökan om bygglov',NULL,'2024-04-09','socialnämnden','Socialnämnden beslutade den 9 april 2024 att avslå ansökan om bygglov.','beslutsverb','text',0,70,'stated','{"decided_by": "Socialn\u00e4mnden"}');
INSERT INTO facts VALUES(8,2,'year',NULL,NULL,2024.0,NULL,NULL,'2024','år i adressen','url',NULL,NULL,'stated',NULL);
INSERT INTO facts VALUES(9,2,'date','mentioned',NULL,NULL,'2024-01-01',NULL,'2024','år','title',26,30,'stated','{"precision": "year"}');
INSERT INTO facts VALUES(10,2,'date','mentioned',NULL,NULL,'2024-04-09',NULL,'9 april 2024','dag månad år','text',36,48,'stated',NULL);
INSERT INTO facts VALUES(11,2,'unit','nämnd',NULL,NULL,NULL,'socialnämnden','Socialnämnden','namn i enhetsregistret','text',0,13,'stated','{"name": "Socialn\u00e4mnden"}');
INSERT INTO facts VALUES(12,2,'unit','förvaltning',NULL,NULL,NULL,'social- och äldreförvaltningen','Socialnämnden','förvaltar åt Socialnämnden','text',0,13,'inferred','{"name": "Social- och \u00e4ldref\u00f6rvaltningen", "owner": true}');
INSERT INTO facts VALUES(13,2,'procurement','direktupphandling','den 9 april 2024 städning av Ren AB',1200000.0,'2024-04-09','socialnämnden','Socialnämnden direktupphandlade den 9 april 2024 städning av Ren AB för 1,2 miljoner kronor.','upphandling: tilldelad','text',0,92,'stated','{"stage": "tilldelad", "supplier": "Ren AB", "unit": "Socialn\u00e4mnden"}');
INSERT INTO facts VALUES(14,2,'amount','SEK',NULL,1200000.0,NULL,NULL,'1,2 miljoner kronor','belopp med enhet','text',72,91,'stated',NULL);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('captures',2);
INSERT INTO sqlite_sequence VALUES('mementos',2);
INSERT INTO sqlite_sequence VALUES('facts',14);
INSERT INTO sqlite_sequence VALUES('changes',2);
CREATE INDEX captures_by_url ON captures (url, at);
CREATE INDEX frontier_by_parent ON frontier (source, parent);
CREATE INDEX frontier_next ON frontier (source, state, rank, id);
CREATE INDEX ix_pages_source ON pages (source);
CREATE UNIQUE INDEX one_running_per_source ON runs (source) WHERE state = 'running';
CREATE INDEX ix_site_models_source ON site_models (source);
CREATE INDEX facts_by_day ON facts (facet, day, id);
CREATE INDEX ix_facts_memento ON facts (memento);
COMMIT;
