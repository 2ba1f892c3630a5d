-- What a catalog of version 2 had beside that of version 1.
CREATE TABLE stellwerk_document(kind VARCHAR NOT NULL, account VARCHAR NOT NULL, region VARCHAR NOT NULL, name VARCHAR NOT NULL,
    revision BIGINT NOT NULL, format BIGINT NOT NULL, body VARCHAR NOT NULL, PRIMARY KEY(kind, account, region, name));
CREATE TABLE stellwerk_follower(name VARCHAR PRIMARY KEY, log_cursor BIGINT NOT NULL);
INSERT INTO stellwerk_document VALUES('note', '', '', 'b', 1, 1, '{"text":"of version 2"}');
INSERT INTO stellwerk_follower VALUES('trail', 7);
UPDATE stellwerk_metadata SET "value" = '2' WHERE "key" = 'schema_version';
