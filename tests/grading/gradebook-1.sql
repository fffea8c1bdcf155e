BEGIN TRANSACTION;
CREATE TABLE bc_assignment (
	id TEXT NOT NULL, 
	title TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "bc_assignment" VALUES('first-test','First test');
INSERT INTO "bc_assignment" VALUES('Hands-on check','Hands-on check');
CREATE TABLE bc_decision (
	id INTEGER NOT NULL, 
	assignment TEXT NOT NULL, 
	learner TEXT NOT NULL, 
	question TEXT NOT NULL, 
	points FLOAT, 
	answer TEXT, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	comment TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "bc_decision" VALUES(1,'first-test','ana','q-free',0.5,'{"text":"SECRET model"}','Bo','2026-03-09T12:00:00+00:00','','=SUM(A1)');
CREATE TABLE bc_expected (
	assignment TEXT NOT NULL, 
	learner TEXT NOT NULL, 
	PRIMARY KEY (assignment, learner)
);
INSERT INTO "bc_expected" VALUES('first-test','ana');
INSERT INTO "bc_expected" VALUES('first-test','ben');
INSERT INTO "bc_expected" VALUES('first-test','cyd');
CREATE TABLE bc_learner (
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "bc_learner" VALUES('ana','Ana Ärmel');
INSERT INTO "bc_learner" VALUES('ben','Ben van Dam');
INSERT INTO "bc_learner" VALUES('cyd','Cyd Nobody');
CREATE TABLE bc_marking (
	id INTEGER NOT NULL, 
	submission INTEGER NOT NULL, 
	run INTEGER NOT NULL, 
	file TEXT NOT NULL, 
	status TEXT NOT NULL, 
	warnings TEXT NOT NULL, 
	attempt INTEGER NOT NULL, 
	handed_in TEXT NOT NULL, 
	timed_by TEXT NOT NULL, 
	late BOOLEAN, 
	minutes FLOAT, 
	points FLOAT, 
	out_of FLOAT NOT NULL, 
	fingerprint TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(submission) REFERENCES bc_submission (id), 
	FOREIGN KEY(run) REFERENCES bc_run (id)
);
INSERT INTO "bc_marking" VALUES(1,1,1,'ana/first-test-handed-in-ana.ipynb','marked','[]',1,'2026-03-02T09:19:00Z','learner''s clock',NULL,18.0,8.0,9.0,'6718942cd4e8189121b845c9');
INSERT INTO "bc_marking" VALUES(2,2,1,'ben/first-test-handed-in-ben.ipynb','marked','[]',1,'2026-03-02T09:19:00Z','learner''s clock',NULL,18.0,8.0,9.0,'cede2e0aba265a2c882171f7');
INSERT INTO "bc_marking" VALUES(3,3,2,'','marked','[]',1,'2026-03-09T12:00:00+00:00','entered by hand',NULL,NULL,4.0,5.0,'');
CREATE TABLE bc_part (
	marking INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	question TEXT NOT NULL, 
	score FLOAT, 
	points FLOAT, 
	out_of FLOAT NOT NULL, 
	why TEXT NOT NULL, 
	answer TEXT, 
	certainty INTEGER, 
	seconds FLOAT, 
	comment TEXT NOT NULL, 
	PRIMARY KEY (marking, place), 
	FOREIGN KEY(marking) REFERENCES bc_marking (id)
)
 WITHOUT ROWID

;
INSERT INTO "bc_part" VALUES(1,0,'q-single',1.0,1.0,1.0,'','{"choice":"b"}',2,NULL,'');
INSERT INTO "bc_part" VALUES(1,1,'q-multiple',1.0,1.0,1.0,'','{"choices":["a","c"]}',NULL,NULL,'');
INSERT INTO "bc_part" VALUES(1,2,'q-numeric',1.0,1.0,1.0,'','{"value":10.0}',NULL,NULL,'');
INSERT INTO "bc_part" VALUES(1,3,'q-ordering',1.0,1.0,1.0,'','{"order":["a","b","c","d"]}',NULL,NULL,'');
INSERT INTO "bc_part" VALUES(1,4,'q-matching',1.0,1.0,1.0,'','{"pairs":{"a":"r0","b":"r1","c":"r2"}}',NULL,NULL,'');
INSERT INTO "bc_part" VALUES(1,5,'q-sorting',1.0,1.0,1.0,'','{"bins":{"a":"x","b":"y","c":"x","d":"y"}}',NULL,NULL,'');
INSERT INTO "bc_part" VALUES(1,6,'q-hotspot',1.0,1.0,1.0,'','{"regions":["lumbar-left","lumbar-right"]}',NULL,NULL,'');
INSERT INTO "bc_part" VALUES(1,7,'q-short',1.0,1.0,1.0,'','{"text":"SECRET effleurage"}',NULL,NULL,'');
INSERT INTO "bc_part" VALUES(1,8,'q-free',NULL,NULL,1.0,'for a person','{"text":"SECRET model"}',NULL,NULL,'');
INSERT INTO "bc_part" VALUES(2,0,'q-single',1.0,1.0,1.0,'','{"choice":"b"}',2,NULL,'');
INSERT INTO "bc_part" VALUES(2,1,'q-multiple',1.0,1.0,1.0,'','{"choices":["a","c"]}',NULL,NULL,'');
INSERT INTO "bc_part" VALUES(2,2,'q-numeric',1.0,1.0,1.0,'','{"value":10.0}',NULL,NULL,'');
INSERT INTO "bc_part" VALUES(2,3,'q-ordering',1.0,1.0,1.0,'','{"order":["a","b","c","d"]}',NULL,NULL,'');
INSERT INTO "bc_part" VALUES(2,4,'q-matching',1.0,1.0,1.0,'','{"pairs":{"a":"r0","b":"r1","c":"r2"}}',NULL,NULL,'');
INSERT INTO "bc_part" VALUES(2,5,'q-sorting',1.0,1.0,1.0,'','{"bins":{"a":"x","b":"y","c":"x","d":"y"}}',NULL,NULL,'');
INSERT INTO "bc_part" VALUES(2,6,'q-hotspot',1.0,1.0,1.0,'','{"regions":["lumbar-left","lumbar-right"]}',NULL,NULL,'');
INSERT INTO "bc_part" VALUES(2,7,'q-short',1.0,1.0,1.0,'','{"text":"SECRET effleurage"}',NULL,NULL,'');
INSERT INTO "bc_part" VALUES(2,8,'q-free',NULL,NULL,1.0,'for a person','{"text":"SECRET model"}',NULL,NULL,'');
INSERT INTO "bc_part" VALUES(3,0,'Hands-on check',0.8,4.0,5.0,'',NULL,NULL,NULL,'Steady.');
CREATE TABLE bc_run (
	id INTEGER NOT NULL, 
	assignment TEXT NOT NULL, 
	at TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	what TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "bc_run" VALUES(1,'first-test','2026-11-20T09:50:56+00:00','Dr. Ada','grade');
INSERT INTO "bc_run" VALUES(2,'Hands-on check','2026-03-09T12:00:00+00:00','Bo','check');
CREATE TABLE bc_submission (
	id INTEGER NOT NULL, 
	assignment TEXT NOT NULL, 
	learner TEXT NOT NULL, 
	identity TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	run INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (assignment, learner, identity), 
	FOREIGN KEY(run) REFERENCES bc_run (id)
);
INSERT INTO "bc_submission" VALUES(1,'first-test','ana','5d492d550b243a76c412d33ca90002a9969b395aaf38094e8c11623e53303252','5d492d550b243a76c412d33ca90002a9969b395aaf38094e8c11623e53303252',1);
INSERT INTO "bc_submission" VALUES(2,'first-test','ben','304cb4ea7d08d451b37c03f303da91c3b9a841e95357710f9c0fed7b32829bc2','304cb4ea7d08d451b37c03f303da91c3b9a841e95357710f9c0fed7b32829bc2',1);
INSERT INTO "bc_submission" VALUES(3,'Hands-on check','ben','check 2','',2);
CREATE TABLE bc_version (
	version INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	PRIMARY KEY (version)
);
INSERT INTO "bc_version" VALUES(1,'2026-11-20T09:50:56+00:00');
CREATE INDEX bc_decision_learner ON bc_decision (assignment, learner);
CREATE INDEX bc_marking_submission ON bc_marking (submission);
COMMIT;
