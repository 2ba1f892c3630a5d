pub fn s3_store(_: &str) -> std::io::Result<std::sync::Arc<dyn object_store::ObjectStore>> { Err(std::io::Error::other("later")) }
