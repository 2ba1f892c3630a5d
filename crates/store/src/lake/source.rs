//! What a scan reads rows from: a data file, or a segment of the log.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use arrow::array::{ArrayRef, UInt32Array};
use arrow::compute::take;
use datafusion::common::{DataFusionError, Result};
use parquet::file::metadata::RowGroupMetaData;
use stellwerk_model::attributes::AttributeKey;

use super::condition::Rows;
use super::pages::{ColumnPages, Unzip};
use super::read::LakeFile;
use super::schema;
use super::search::Search;
use crate::Store;
use crate::catalog::DataFile;
use crate::log::Waiting;

/// Looking for candidates reads all columns: not worth it for fewer rows.
const SEARCH_ROWS_MIN: usize = 1 << 10;

/// A data file, or a segment of the log.
#[derive(Clone, Debug)]
pub enum Piece {
    File(DataFile),
    Waiting(Arc<Waiting>),
}

impl Piece {
    pub fn rows(&self) -> usize {
        match self {
            Piece::File(file) => file.record_count as usize,
            Piece::Waiting(waiting) => waiting.part().rows.len(),
        }
    }
}

/// A piece that is being read.
pub struct Source {
    store: Arc<Store>,
    origin: Origin,
    /// Narrow columns of a file, whole.
    narrow: HashMap<usize, ArrayRef>,
    /// Pages of wide columns, for all rows that are left.
    pages: HashMap<usize, ColumnPages>,
    unzip: Unzip,
}

enum Origin {
    File(Arc<LakeFile>),
    Waiting(Arc<Waiting>),
}

impl Source {
    pub async fn new(store: &Arc<Store>, piece: Piece) -> Result<Self> {
        let origin = match piece {
            Piece::File(file) => Origin::File(store.file(&file).await.map_err(external)?),
            Piece::Waiting(waiting) => Origin::Waiting(waiting),
        };
        let (narrow, pages) = (HashMap::new(), HashMap::new());
        Ok(Source { store: store.clone(), origin, narrow, pages, unzip: Unzip::default() })
    }

    /// What the columns take where they are stored.
    pub fn bytes_of(&self, columns: &BTreeSet<usize>) -> u64 {
        match &self.origin {
            Origin::File(file) => {
                let groups = file.metadata.metadata().row_groups();
                let of_group = |group: &RowGroupMetaData| {
                    let chunks = columns.iter().filter_map(|&c| group.columns().get(c));
                    chunks.map(|chunk| chunk.compressed_size().max(0) as u64).sum::<u64>()
                };
                groups.iter().map(of_group).sum()
            }
            // Rows of the log are not taken apart: all of them is read.
            Origin::Waiting(waiting) => {
                let part = waiting.part();
                (0..part.rows.len()).map(|row| part.record(row).len() as u64).sum()
            }
        }
    }

    pub fn rows_of_keys(&self, keys: &[(AttributeKey, u64)]) -> Rows {
        let index = match &self.origin {
            Origin::File(file) => &file.index,
            Origin::Waiting(waiting) => &waiting.index,
        };
        let mut rows = Rows::All(index.rows());
        for (key, hash) in keys {
            let mut these: Vec<u32> = match key {
                AttributeKey::EventId => index.rows_of_id(*hash).collect(),
                _ => index.rows_of_value(*hash).into_iter().flat_map(|(a, b)| a..b).collect(),
            };
            these.sort_unstable();
            rows = match rows {
                Rows::All(_) => Rows::Some(these.into()),
                some => some.retain(|row, _| these.binary_search(&(row as u32)).is_ok()),
            };
        }
        rows
    }

    /// Keeps the rows whose records may be what is sought.
    pub async fn search(&self, search: &Search, rows: Rows) -> Result<Rows> {
        match &self.origin {
            Origin::File(file) if rows.len() >= SEARCH_ROWS_MIN => {
                search.retain(&self.store.files, file, rows).await.map_err(external)
            }
            _ => Ok(rows),
        }
    }

    /// Narrow columns, whole.
    pub async fn narrow(&mut self, columns: &[usize]) -> Result<Vec<ArrayRef>> {
        let file = match &self.origin {
            Origin::Waiting(waiting) => {
                return Ok(columns.iter().map(|&column| waiting.arrow().column(column).clone()).collect());
            }
            Origin::File(file) => file,
        };
        let missing = columns.iter().copied().filter(|column| !self.narrow.contains_key(column));
        let missing: Vec<usize> = missing.collect();
        let read = self.store.files.narrow(file, &missing).await.map_err(external)?;
        self.narrow.extend(missing.into_iter().zip(read));
        Ok(columns.iter().map(|column| self.narrow[column].clone()).collect())
    }

    /// Fetches the pages of wide columns that hold the rows, which are then read out of them in order.
    pub async fn fetch(&mut self, rows: &[u32], columns: Vec<usize>) -> Result<()> {
        if let Origin::File(file) = &self.origin
            && !columns.is_empty()
        {
            let pages = self.store.files.pages(file, rows, &columns).await.map_err(external)?;
            self.pages.extend(columns.into_iter().zip(pages));
        }
        Ok(())
    }

    /// Columns at some rows (ascending, distinct).
    pub async fn columns(&mut self, rows: &UInt32Array, columns: &[usize]) -> Result<Vec<ArrayRef>> {
        let file = match &self.origin {
            Origin::Waiting(waiting) => {
                let whole = columns.iter().map(|&column| waiting.arrow().column(column));
                return Ok(whole.map(|array| take(array, rows, None)).collect::<Result<_, _>>()?);
            }
            Origin::File(file) => file.clone(),
        };
        let (narrow, wide): (Vec<usize>, Vec<usize>) =
            columns.iter().partition(|&&column| schema::is_narrow(column));
        let whole = self.narrow(&narrow).await?;
        let is_all = rows.len() == file.rows() as usize;
        let mut read: HashMap<usize, ArrayRef> = HashMap::with_capacity(columns.len());
        for (column, array) in narrow.into_iter().zip(whole) {
            read.insert(column, if is_all { array } else { take(&array, rows, None)? });
        }
        let unfetched = wide.iter().copied().filter(|column| !self.pages.contains_key(column));
        let unfetched: Vec<usize> = unfetched.collect();
        let mut now = HashMap::new();
        if !unfetched.is_empty() {
            let pages = self.store.files.pages(&file, rows.values(), &unfetched).await.map_err(external)?;
            now.extend(unfetched.into_iter().zip(pages));
        }
        for column in wide {
            let pages = now.get_mut(&column).or(self.pages.get_mut(&column)).expect("fetched");
            read.insert(column, pages.take(rows.values(), &mut self.unzip).map_err(external)?);
        }
        Ok(columns.iter().map(|column| read[column].clone()).collect())
    }
}

fn external(error: impl Into<crate::StoreError>) -> DataFusionError {
    DataFusionError::External(error.into().into())
}
