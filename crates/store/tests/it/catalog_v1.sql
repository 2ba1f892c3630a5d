-- A SQLite catalog of schema version 1, as `.dump` prints it. Never change it: it is what old lakes look like.
BEGIN TRANSACTION;
CREATE TABLE ducklake_column(column_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT, table_id BIGINT,
    column_order BIGINT, column_name VARCHAR, column_type VARCHAR, initial_default VARCHAR, default_value VARCHAR,
    nulls_allowed BIGINT, parent_column BIGINT, default_value_type VARCHAR, default_value_dialect VARCHAR);
INSERT INTO "ducklake_column" VALUES(1,1,NULL,1,1,'eventTime','timestamp',NULL,'NULL',1,NULL,'literal','duckdb');
INSERT INTO "ducklake_column" VALUES(2,1,NULL,1,2,'eventName','varchar',NULL,'NULL',1,NULL,'literal','duckdb');
INSERT INTO "ducklake_column" VALUES(3,1,NULL,1,3,'readOnly','boolean',NULL,'NULL',1,NULL,'literal','duckdb');
INSERT INTO "ducklake_column" VALUES(4,1,NULL,1,4,'n','int64',NULL,'NULL',1,NULL,'literal','duckdb');
CREATE TABLE ducklake_column_mapping(mapping_id BIGINT, table_id BIGINT, "type" VARCHAR);
CREATE TABLE ducklake_column_tag(table_id BIGINT, column_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT,
    "key" VARCHAR, "value" VARCHAR);
CREATE TABLE ducklake_data_file(data_file_id BIGINT PRIMARY KEY, table_id BIGINT, begin_snapshot BIGINT,
    end_snapshot BIGINT, file_order BIGINT, path VARCHAR, path_is_relative BIGINT, file_format VARCHAR,
    record_count BIGINT, file_size_bytes BIGINT, footer_size BIGINT, row_id_start BIGINT, partition_id BIGINT,
    encryption_key VARCHAR, mapping_id BIGINT, partial_max BIGINT);
INSERT INTO "ducklake_data_file" VALUES(0,1,2,3,NULL,'day=1/a.parquet',1,'parquet',3,300,30,0,NULL,NULL,NULL,NULL);
INSERT INTO "ducklake_data_file" VALUES(1,1,2,NULL,NULL,'day=2/b.parquet',1,'parquet',4,400,30,3,NULL,NULL,NULL,NULL);
CREATE TABLE ducklake_delete_file(delete_file_id BIGINT PRIMARY KEY, table_id BIGINT, begin_snapshot BIGINT,
    end_snapshot BIGINT, data_file_id BIGINT, path VARCHAR, path_is_relative BIGINT, format VARCHAR,
    delete_count BIGINT, file_size_bytes BIGINT, footer_size BIGINT, encryption_key VARCHAR, partial_max BIGINT);
CREATE TABLE ducklake_file_column_stats(data_file_id BIGINT, table_id BIGINT, column_id BIGINT,
    column_size_bytes BIGINT, value_count BIGINT, null_count BIGINT, min_value VARCHAR, max_value VARCHAR,
    contains_nan BIGINT, extra_stats VARCHAR);
INSERT INTO "ducklake_file_column_stats" VALUES(0,1,1,50,3,0,'1970-01-01 00:00:00.00001','1970-01-01 00:00:00.00002',NULL,NULL);
INSERT INTO "ducklake_file_column_stats" VALUES(0,1,2,50,3,0,'a','z',NULL,NULL);
INSERT INTO "ducklake_file_column_stats" VALUES(0,1,3,50,2,1,'0','1',NULL,NULL);
INSERT INTO "ducklake_file_column_stats" VALUES(0,1,4,50,3,0,'-9','10',NULL,NULL);
INSERT INTO "ducklake_file_column_stats" VALUES(1,1,1,50,4,0,'1970-01-01 00:00:00.00003','1970-01-01 00:00:00.00004',NULL,NULL);
INSERT INTO "ducklake_file_column_stats" VALUES(1,1,2,50,4,0,'a','z',NULL,NULL);
INSERT INTO "ducklake_file_column_stats" VALUES(1,1,3,50,3,1,'0','1',NULL,NULL);
INSERT INTO "ducklake_file_column_stats" VALUES(1,1,4,50,4,0,'-9','10',NULL,NULL);
CREATE TABLE ducklake_file_partition_value(data_file_id BIGINT, table_id BIGINT, partition_key_index BIGINT,
    partition_value VARCHAR);
CREATE TABLE ducklake_file_variant_stats(data_file_id BIGINT, table_id BIGINT, column_id BIGINT, variant_path VARCHAR,
    shredded_type VARCHAR, column_size_bytes BIGINT, value_count BIGINT, null_count BIGINT, min_value VARCHAR,
    max_value VARCHAR, contains_nan BIGINT, extra_stats VARCHAR);
CREATE TABLE ducklake_files_scheduled_for_deletion(data_file_id BIGINT, path VARCHAR, path_is_relative BIGINT,
    schedule_start VARCHAR);
CREATE TABLE ducklake_inlined_data_tables(table_id BIGINT, table_name VARCHAR, schema_version BIGINT);
CREATE TABLE ducklake_macro(schema_id BIGINT, macro_id BIGINT, macro_name VARCHAR, begin_snapshot BIGINT,
    end_snapshot BIGINT);
CREATE TABLE ducklake_macro_impl(macro_id BIGINT, impl_id BIGINT, dialect VARCHAR, "sql" VARCHAR, "type" VARCHAR);
CREATE TABLE ducklake_macro_parameters(macro_id BIGINT, impl_id BIGINT, column_id BIGINT, parameter_name VARCHAR,
    parameter_type VARCHAR, default_value VARCHAR, default_value_type VARCHAR);
CREATE TABLE ducklake_metadata("key" VARCHAR NOT NULL, "value" VARCHAR NOT NULL, "scope" VARCHAR, scope_id BIGINT);
INSERT INTO "ducklake_metadata" VALUES('version','1.0',NULL,NULL);
INSERT INTO "ducklake_metadata" VALUES('created_by','Stellwerk 0.1.0',NULL,NULL);
INSERT INTO "ducklake_metadata" VALUES('data_path','/lake/',NULL,NULL);
INSERT INTO "ducklake_metadata" VALUES('encrypted','false',NULL,NULL);
INSERT INTO "ducklake_metadata" VALUES('data_inlining_row_limit','0',NULL,NULL);
CREATE TABLE ducklake_name_mapping(mapping_id BIGINT, column_id BIGINT, source_name VARCHAR, target_field_id BIGINT,
    parent_column BIGINT, is_partition BIGINT);
CREATE TABLE ducklake_partition_column(partition_id BIGINT, table_id BIGINT, partition_key_index BIGINT,
    column_id BIGINT, "transform" VARCHAR);
CREATE TABLE ducklake_partition_info(partition_id BIGINT, table_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT);
CREATE TABLE ducklake_schema(schema_id BIGINT PRIMARY KEY, schema_uuid VARCHAR, begin_snapshot BIGINT,
    end_snapshot BIGINT, schema_name VARCHAR, path VARCHAR, path_is_relative BIGINT);
INSERT INTO "ducklake_schema" VALUES(0,'55ee0064-ea15-41c8-92e4-d36233f62298',0,NULL,'main','main/',1);
CREATE TABLE ducklake_schema_versions(begin_snapshot BIGINT, schema_version BIGINT, table_id BIGINT);
INSERT INTO "ducklake_schema_versions" VALUES(1,1,1);
CREATE TABLE ducklake_snapshot(snapshot_id BIGINT PRIMARY KEY, snapshot_time VARCHAR, schema_version BIGINT,
    next_catalog_id BIGINT, next_file_id BIGINT);
INSERT INTO "ducklake_snapshot" VALUES(0,'2026-11-23 23:27:11.901858+00',0,1,0);
INSERT INTO "ducklake_snapshot" VALUES(1,'2026-11-23 23:27:11.901858+00',1,2,0);
INSERT INTO "ducklake_snapshot" VALUES(2,'2026-11-23 23:27:11.905595+00',1,2,2);
INSERT INTO "ducklake_snapshot" VALUES(3,'2026-11-23 23:27:11.909955+00',1,2,2);
CREATE TABLE ducklake_snapshot_changes(snapshot_id BIGINT PRIMARY KEY, changes_made VARCHAR, author VARCHAR,
    commit_message VARCHAR, commit_extra_info VARCHAR);
INSERT INTO "ducklake_snapshot_changes" VALUES(0,'created_schema:"main"',NULL,NULL,NULL);
INSERT INTO "ducklake_snapshot_changes" VALUES(1,'created_table:"main"."events"',NULL,NULL,NULL);
INSERT INTO "ducklake_snapshot_changes" VALUES(2,'inserted_into_table:1','stellwerk','insert',NULL);
INSERT INTO "ducklake_snapshot_changes" VALUES(3,'deleted_from_table:1','stellwerk','insert',NULL);
CREATE TABLE ducklake_sort_expression(sort_id BIGINT, table_id BIGINT, sort_key_index BIGINT, expression VARCHAR,
    dialect VARCHAR, sort_direction VARCHAR, null_order VARCHAR);
CREATE TABLE ducklake_sort_info(sort_id BIGINT, table_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT);
CREATE TABLE ducklake_table(table_id BIGINT, table_uuid VARCHAR, begin_snapshot BIGINT, end_snapshot BIGINT,
    schema_id BIGINT, table_name VARCHAR, path VARCHAR, path_is_relative BIGINT);
INSERT INTO "ducklake_table" VALUES(1,'390b927a-1cc2-48cc-b19b-52851411a068',1,NULL,0,'events','events/',1);
CREATE TABLE ducklake_table_column_stats(table_id BIGINT, column_id BIGINT, contains_null BIGINT, contains_nan BIGINT,
    min_value VARCHAR, max_value VARCHAR, extra_stats VARCHAR);
INSERT INTO "ducklake_table_column_stats" VALUES(1,1,0,NULL,'1970-01-01 00:00:00.00001','1970-01-01 00:00:00.00004',NULL);
INSERT INTO "ducklake_table_column_stats" VALUES(1,2,0,NULL,'a','z',NULL);
INSERT INTO "ducklake_table_column_stats" VALUES(1,3,1,NULL,'0','1',NULL);
INSERT INTO "ducklake_table_column_stats" VALUES(1,4,0,NULL,'-9','10',NULL);
CREATE TABLE ducklake_table_stats(table_id BIGINT, record_count BIGINT, next_row_id BIGINT, file_size_bytes BIGINT);
INSERT INTO "ducklake_table_stats" VALUES(1,4,7,400);
CREATE TABLE ducklake_tag(object_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT, "key" VARCHAR, "value" VARCHAR);
CREATE TABLE ducklake_view(view_id BIGINT, view_uuid VARCHAR, begin_snapshot BIGINT, end_snapshot BIGINT,
    schema_id BIGINT, view_name VARCHAR, dialect VARCHAR, "sql" VARCHAR, column_aliases VARCHAR);
CREATE TABLE stellwerk_metadata("key" VARCHAR PRIMARY KEY, "value" VARCHAR NOT NULL);
INSERT INTO "stellwerk_metadata" VALUES('schema_version','1');
INSERT INTO "stellwerk_metadata" VALUES('secret','2d53ec4bc9cd1dfd5ee237b1b344f0f4');
CREATE TABLE stellwerk_quarantine(quarantine_id INTEGER PRIMARY KEY AUTOINCREMENT, quarantined_at VARCHAR NOT NULL, source_uri VARCHAR NOT NULL,
    source_offset BIGINT NOT NULL, reason VARCHAR NOT NULL, content BLOB NOT NULL, content_length BIGINT NOT NULL,
    object VARCHAR);
INSERT INTO "stellwerk_quarantine" VALUES(1,'2026-11-23 23:27:11.905595+00','s3://b/k',42,'read record: expected value at line 1',X'7B226576656E744944223A20FF7D',2000000,'blob/42');
CREATE TABLE stellwerk_source(uri VARCHAR PRIMARY KEY, version VARCHAR NOT NULL, records BIGINT NOT NULL,
    duplicates BIGINT NOT NULL, quarantined BIGINT NOT NULL, source_bytes BIGINT NOT NULL, done BIGINT NOT NULL,
    resume_offset BIGINT NOT NULL, records_done BIGINT NOT NULL);
INSERT INTO "stellwerk_source" VALUES('s3://b/k','etag',9,4,3,9000,1,8100,9);
CREATE TABLE stellwerk_state(log_cursor BIGINT NOT NULL, accepted BIGINT NOT NULL, indexed BIGINT NOT NULL,
    rejected_as_duplicate BIGINT NOT NULL, quarantined BIGINT NOT NULL);
INSERT INTO "stellwerk_state" VALUES(7,9,7,1,1);
CREATE UNIQUE INDEX stellwerk_data_file_path ON ducklake_data_file(table_id, path);
CREATE INDEX stellwerk_data_file_begin ON ducklake_data_file(begin_snapshot);
CREATE INDEX stellwerk_data_file_end ON ducklake_data_file(end_snapshot);
CREATE INDEX stellwerk_file_column_stats_file ON ducklake_file_column_stats(data_file_id);
CREATE INDEX stellwerk_event_time ON ducklake_file_column_stats(data_file_id, min_value, max_value)
    WHERE column_id = 1;
CREATE INDEX stellwerk_quarantine_source ON stellwerk_quarantine(source_uri);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('stellwerk_quarantine',1);
COMMIT;
