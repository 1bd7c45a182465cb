//! Attachments: content kept once under its SHA-256, names and owners in the database, served inert and only by permission.

use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use db::{Db, Tx, params};
use futures_util::{Stream, StreamExt};
use http::{HeaderValue, header};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::fs;
use tokio::io::AsyncWriteExt;
use tokio_util::io::ReaderStream;

use crate::{App, Error, Result};

/// The store: a folder of files named by what is in them.
#[derive(Clone, Debug)]
pub struct Files {
    root: PathBuf,
}

/// Content that is stored.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its SHA-256, hexadecimal.
    pub sha256: String,
    /// Bytes.
    pub size: i64,
    /// What its first bytes say it is, never what the sender says.
    pub media_type: &'static str,
    /// Whether the store did not have it yet.
    pub is_new: bool,
}

/// A file of a message, as pages show it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Attachment {
    /// The message or internal entry that it belongs to.
    pub owner_id: i64,
    /// Its own id.
    pub id: i64,
    /// Its label.
    pub name: String,
    /// From its content.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Where its content is.
    pub sha256: String,
}

impl Files {
    /// A store below this folder, made when missing.
    pub fn open(root: &Path) -> std::io::Result<Files> {
        std::fs::create_dir_all(root.join("incoming"))?;
        Ok(Files {
            root: root.to_owned(),
        })
    }

    /// Stores a stream; refuses one longer than `most` bytes with [`Error::TooLarge`], having read only that much.
    /// It is on the disk for good when this returns.
    pub async fn put<E>(
        &self,
        content: impl Stream<Item = Result<Bytes, E>>,
        most: u64,
    ) -> Result<Stored>
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let name = web::hex(crate::keys::random::<16>());
        let draft = self.root.join("incoming").join(name);
        let stored = self.write(&draft, content, most).await;
        if stored.is_err() {
            let _ = fs::remove_file(&draft).await;
        }
        stored
    }

    async fn write<E>(
        &self,
        draft: &Path,
        content: impl Stream<Item = Result<Bytes, E>>,
        most: u64,
    ) -> Result<Stored>
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let mut file = fs::File::create(draft).await?;
        let (mut hash, mut size, mut head) = (Sha256::new(), 0_u64, Vec::new());
        let mut content = std::pin::pin!(content);
        while let Some(piece) = content.next().await {
            let piece = piece.map_err(Error::internal)?;
            size += piece.len() as u64;
            if size > most {
                return Err(Error::TooLarge);
            }
            hash.update(&piece);
            if head.len() < 16 {
                head.extend_from_slice(&piece[..piece.len().min(16)]);
            }
            file.write_all(&piece).await?;
        }
        // a write is on its way after `write_all`: what becomes of the last one only `flush` tells
        file.flush().await?;
        file.sync_all().await?;
        let sha256 = web::hex(hash.finalize());
        let place = self.place(&sha256);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).await?;
        }
        let is_new = !fs::try_exists(&place).await?;
        fs::rename(draft, &place).await?;
        Ok(Stored {
            sha256,
            size: i64::try_from(size).map_err(Error::internal)?,
            media_type: sniff(&head),
            is_new,
        })
    }

    /// Stores bytes.
    pub async fn put_bytes(&self, content: Vec<u8>) -> Result<Stored> {
        let most = content.len() as u64;
        self.put(
            futures_util::stream::iter([Ok::<_, std::io::Error>(Bytes::from(content))]),
            most,
        )
        .await
    }

    /// All bytes of stored content.
    pub async fn read(&self, sha256: &str) -> Result<Vec<u8>> {
        Ok(fs::read(self.place(sha256)).await?)
    }

    /// Whether content is there.
    pub(crate) async fn has(&self, sha256: &str) -> bool {
        fs::try_exists(self.place(sha256)).await.unwrap_or(true)
    }

    /// Opens stored content, for work that reads it away from the pages.
    pub fn open_stored(&self, sha256: &str) -> Result<std::fs::File> {
        Ok(std::fs::File::open(self.place(sha256))?)
    }

    /// Deletes content that nothing else refers to. Whoever has it open reads on.
    pub async fn remove(&self, sha256: &str) -> Result<()> {
        match fs::remove_file(self.place(sha256)).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn place(&self, sha256: &str) -> PathBuf {
        self.root.join(&sha256[..2]).join(sha256)
    }

    /// Answers a request for an attachment that its reader was found to be allowed: a download, unless it is a picture that
    /// browsers draw without danger; never in our origin's power (security.md E4).
    pub async fn serve(&self, attachment: &Attachment) -> Result<Response> {
        let file = fs::File::open(self.place(&attachment.sha256)).await?;
        let mut response = Body::from_stream(ReaderStream::new(file)).into_response();
        let headers = response.headers_mut();
        let inline = is_picture(&attachment.media_type);
        let media_type = if inline {
            attachment.media_type.as_str()
        } else {
            "application/octet-stream"
        };
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_str(media_type).map_err(Error::internal)?,
        );
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(attachment.size));
        let policy = "sandbox; default-src 'none'";
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(policy),
        );
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        );
        let kind = if inline { "inline" } else { "attachment" };
        let disposition = format!(
            "{kind}; filename*=UTF-8''{}",
            crate::view::encode(&attachment.name).replace('/', "%2F")
        );
        headers.insert(
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&disposition).map_err(Error::internal)?,
        );
        Ok(response)
    }
}

/// Whether browsers may show it in the page.
pub fn is_picture(media_type: &str) -> bool {
    matches!(
        media_type,
        "image/png" | "image/jpeg" | "image/gif" | "image/webp"
    )
}

fn sniff(head: &[u8]) -> &'static str {
    match head {
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [b'G', b'I', b'F', b'8', ..] => "image/gif",
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => "image/webp",
        [b'%', b'P', b'D', b'F', ..] => "application/pdf",
        [b'P', b'K', 3, 4, ..] => "application/zip",
        _ => "application/octet-stream",
    }
}

/// A file's name as a label: one line, no path, no marks that turn the reading direction, at most 200 bytes (security.md E5).
pub fn label(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let mut label: String = last.chars().filter(|c| !hidden(*c)).collect();
    let mut end = label.len().min(200);
    while !label.is_char_boundary(end) {
        end -= 1;
    }
    label.truncate(end);
    let label = label.trim().trim_start_matches('.');
    if label.is_empty() {
        "file".to_owned()
    } else {
        label.to_owned()
    }
}

/// Puts stored content on a message or entry.
pub async fn attach(
    tx: &Tx,
    app: &App,
    account_id: i64,
    owner_id: i64,
    name: &str,
    content: &Stored,
) -> Result<i64> {
    let id = app.id();
    tx.run(
        "insert into attachments (account_id, owner_id, id, name, media_type, size, sha256) values ($1, $2, $3, $4, $5, $6, $7)",
        params![account_id, owner_id, id, label(name), content.media_type, content.size, &content.sha256],
    )
    .await?;
    Ok(id)
}

/// The attachments of one owner.
pub async fn of(db: &Db, account_id: i64, owner_id: i64) -> Result<Vec<Attachment>> {
    let sql = "select owner_id, id, name, media_type, size, sha256 from attachments where account_id = $1 and owner_id = $2 order by id";
    Ok(db.all(sql, params![account_id, owner_id]).await?)
}
