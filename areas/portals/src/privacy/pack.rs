//! Packing parts into one zip file, on the disk: a copy may be larger than memory.

use std::fs::File;
use std::io::Seek;

use base::files::Stored;
use base::{App, Error, Result};
use tokio_util::io::ReaderStream;
use zip::write::{SimpleFileOptions, ZipWriter};

/// A file of the copy.
#[derive(Debug)]
pub struct Part {
    /// Its path inside the zip file.
    pub name: String,
    /// What is in it.
    pub content: Content,
}

/// What is in a file of the copy.
#[derive(Debug)]
pub enum Content {
    /// This.
    Bytes(Vec<u8>),
    /// The stored content of this digest.
    Stored(String),
}

/// Packs and stores them.
pub(super) async fn pack(app: &App, parts: Vec<Part>) -> Result<Stored> {
    let work = app.clone();
    let file = tokio::task::spawn_blocking(move || write(&work, parts))
        .await
        .map_err(Error::internal)??;
    let content = ReaderStream::new(tokio::fs::File::from_std(file));
    app.files.put(content, u64::MAX).await
}

/// Attachments are mostly compressed already: nothing is compressed again.
fn write(app: &App, parts: Vec<Part>) -> Result<File> {
    let plain = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut zip = ZipWriter::new(tempfile::tempfile()?);
    for part in parts {
        zip.start_file(part.name, plain.large_file(true))
            .map_err(Error::internal)?;
        match part.content {
            Content::Bytes(bytes) => std::io::Write::write_all(&mut zip, &bytes)?,
            Content::Stored(sha256) => {
                std::io::copy(&mut app.files.open_stored(&sha256)?, &mut zip)?;
            }
        }
    }
    let mut file = zip.finish().map_err(Error::internal)?;
    file.rewind()?;
    Ok(file)
}
