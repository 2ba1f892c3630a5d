pub mod s3_settings;
