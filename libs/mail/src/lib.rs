//! Electronic mail: reading what arrives, writing what leaves, and talking to the servers that carry it.
//!
//! | module | for |
//! | --- | --- |
//! | [`parse`] | raw bytes → [`parse::Parsed`]: who, to whom, text, files; within fixed limits, never panicking |
//! | [`address`] | the one normal form of an address |
//! | [`quote`] | what is new in a reply, apart from quoted history and signature |
//! | [`loops`] | automatic mail: bounces, auto-replies, lists, reports |
//! | [`verdict`] | what the trusted receiving server says about the sender |
//! | [`token`] | signed tokens in reply addresses and Message-IDs |
//! | [`build`], [`smtp`] | writing a mail and handing it to a server |
//! | [`imap`] | a mailbox: what is new, fetch it, wait for more |
//!
//! ```
//! let mail = mail::parse::parse(b"From: Ann <ann@x.test>\r\nSubject: Hi\r\n\r\nIt burns.\r\n").unwrap();
//! assert_eq!(mail.from.unwrap().email, "ann@x.test");
//! assert_eq!(mail.text.trim(), "It burns.");
//! ```

pub mod address;
pub mod build;
mod charset;
mod coding;
mod entity;
mod field;
pub mod header;
mod html_split;
pub mod imap;
mod imap_wire;
mod label;
pub mod loops;
mod markup;
pub mod parse;
pub mod quote;
mod quote_lines;
mod quote_words;
pub mod smtp;
#[cfg(feature = "testing")]
pub mod testing;
mod tls;
pub use tls::Tls;
pub mod token;
pub mod verdict;
