//! What every web page needs and no page should write again: files served under hashed names, security headers,
//! proof that a form came from our own pages, cookies, places in a long list, and the server's loop.

pub mod assets;
pub mod cookie;
pub mod headers;
pub mod keyset;
pub mod origin;
pub mod serve;

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: impl AsRef<[u8]>) -> String {
    use std::fmt::Write;
    bytes.as_ref().iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string");
        text
    })
}
