//! Reading and writing cookies (RFC 6265), the few forms that we use.

use http::{HeaderMap, header};

/// The value of a cookie; where it comes several times, the first, as browsers send the most specific first.
pub fn read<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim_matches(' ').split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// A `Set-Cookie` value for the whole site, not readable by scripts, sent along from other sites only when a link is followed.
/// `max_age` is seconds, none until the browser closes, 0 removes it.
pub fn write(name: &str, value: &str, secure: bool, max_age: Option<i64>) -> String {
    use std::fmt::Write;
    let mut line = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax");
    if secure {
        line.push_str("; Secure");
    }
    if let Some(seconds) = max_age {
        write!(line, "; Max-Age={seconds}").expect("writing to a string");
    }
    line
}

/// The same for one path and what is below it.
pub fn write_at(path: &str, name: &str, value: &str, max_age: i64) -> String {
    let plain = |byte: u8| byte.is_ascii_graphic() && byte != b';';
    let path = if path.bytes().all(plain) { path } else { "/" };
    format!("{name}={value}; Path={path}; HttpOnly; SameSite=Lax; Max-Age={max_age}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exact_name_counts() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::COOKIE,
            "a=1; \u{2000}sid=forged; sid=real"
                .parse()
                .expect("a header"),
        );
        // a forged prefix of Unicode space is another name (the header is not ASCII, so it is not read at all)
        assert_eq!(read(&headers, "sid"), None);
        headers.insert(
            header::COOKIE,
            "xsid=1; sid=real; sid=second".parse().expect("a header"),
        );
        assert_eq!(read(&headers, "sid"), Some("real"));
    }
}
