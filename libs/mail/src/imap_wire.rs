//! The connection below a mailbox: TCP, TLS, greeting.

use std::fmt::Debug;
use std::future::Future;
use std::time::Duration;

use async_imap::Client;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::Tls;
use crate::imap::{ImapConfig, ImapError};
use crate::tls;

/// Any connection, protected or not.
pub(crate) trait Wire: AsyncRead + AsyncWrite + Unpin + Send + Sync + Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + Sync + Debug> Wire for T {}
pub(crate) type Line = Box<dyn Wire>;

/// Runs a step within its time.
pub(crate) async fn within<T, E>(
    what: &'static str,
    limit: Duration,
    step: impl Future<Output = Result<T, E>>,
) -> Result<T, ImapError>
where
    ImapError: From<E>,
{
    match timeout(limit, step).await {
        Ok(result) => Ok(result?),
        Err(_) => Err(ImapError::Timeout(what)),
    }
}

/// Connects and reads the greeting.
pub(crate) async fn open(config: &ImapConfig) -> Result<Client<Line>, ImapError> {
    let tcp = timeout(
        config.step,
        TcpStream::connect((config.host.as_str(), config.port)),
    )
    .await;
    let tcp = tcp
        .map_err(|_| ImapError::Timeout("connecting"))?
        .map_err(ImapError::Connect)?;
    tcp.set_nodelay(true).ok();
    match config.tls {
        Tls::None => greet(Box::new(tcp), config).await,
        Tls::Implicit => greet(protect(Box::new(tcp), config).await?, config).await,
        Tls::StartTls => {
            let mut client = greet(Box::new(tcp), config).await?;
            within(
                "STARTTLS",
                config.step,
                client.run_command_and_check_ok("STARTTLS", None),
            )
            .await?;
            // whatever was sent in clear after the answer is dropped with the client's buffer
            Ok(Client::new(protect(client.into_inner(), config).await?))
        }
    }
}

async fn greet(line: Line, config: &ImapConfig) -> Result<Client<Line>, ImapError> {
    let mut client = Client::new(line);
    let greeting = timeout(config.step, client.read_response())
        .await
        .map_err(|_| ImapError::Timeout("greeting"))?;
    match greeting {
        Ok(Some(_)) => Ok(client),
        Ok(None) => Err(ImapError::Lost("no greeting".to_owned())),
        Err(error) => Err(ImapError::Lost(error.to_string())),
    }
}

async fn protect(line: Line, config: &ImapConfig) -> Result<Line, ImapError> {
    let settings =
        tls::config(config.ca_pem.as_deref()).map_err(|error| ImapError::Tls(error.to_string()))?;
    let name = rustls::pki_types::ServerName::try_from(config.host.clone())
        .map_err(|error| ImapError::Tls(error.to_string()))?;
    match timeout(
        config.step,
        TlsConnector::from(settings).connect(name, line),
    )
    .await
    {
        Ok(Ok(stream)) => Ok(Box::new(stream)),
        Ok(Err(error)) => Err(ImapError::Tls(error.to_string())),
        Err(_) => Err(ImapError::Timeout("TLS")),
    }
}

/// A folder's name in the modified UTF-7 of RFC 3501 section 5.1.3.
pub(crate) fn encode_folder(name: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
    let mut out = String::new();
    let mut rest = name;
    while let Some(c) = rest.chars().next() {
        let foreign = rest
            .find(|c: char| matches!(c, ' '..='~'))
            .unwrap_or(rest.len());
        if foreign == 0 {
            out.push(c);
            if c == '&' {
                out.push('-');
            }
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let bytes: Vec<u8> = rest[..foreign]
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        out.push('&');
        for chunk in bytes.chunks(3) {
            let block = (0..3).fold(0u32, |block, at| {
                block << 8 | u32::from(chunk.get(at).copied().unwrap_or(0))
            });
            for place in (3 - chunk.len()..4).rev().take(chunk.len() + 1) {
                out.push(char::from(DIGITS[(block >> (6 * place) & 63) as usize]));
            }
        }
        out.push('-');
        rest = &rest[foreign..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folder_names_are_encoded() {
        assert_eq!(encode_folder("INBOX"), "INBOX");
        assert_eq!(encode_folder("Entwürfe"), "Entw&APw-rfe");
        assert_eq!(encode_folder("A & B"), "A &- B");
        assert_eq!(encode_folder("台北"), "&U,BTFw-");
    }
}
