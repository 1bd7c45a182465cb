//! The one way out to a provider (security.md F1): no redirects, no proxy, no cookies, limits of time and size; the address that
//! was checked is the one that is connected to, since the check is the resolver. Private networks only by the caller's list.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use url::{Host, Url};

use crate::{Check, Refused, Result};

const CONNECT: Duration = Duration::from_secs(3);
const WHOLE: Duration = Duration::from_secs(8);
/// No honest discovery document, key set or token answer is larger.
const LARGEST: usize = 512 * 1024;

/// The client. Cheap to clone.
#[derive(Clone)]
pub struct Egress {
    client: reqwest::Client,
    names: Arc<Names>,
    here: bool,
}

/// Host names whose addresses may be private.
struct Names {
    allowed: Vec<String>,
}

impl Egress {
    /// A client that may also reach these hosts in private networks.
    ///
    /// # Errors
    /// [`Check::Settings`] when the system has no certificates to check servers with.
    pub fn new(allowed: &[String]) -> Result<Egress> {
        let names = Arc::new(Names {
            allowed: allowed
                .iter()
                .map(|name| name.to_ascii_lowercase())
                .collect(),
        });
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .connect_timeout(CONNECT)
            .timeout(WHOLE)
            .dns_resolver(Guard(names.clone()))
            .user_agent("Portico")
            .build()
            .map_err(|error| Refused::new(Check::Settings, error))?;
        Ok(Egress {
            client,
            names,
            here: true,
        })
    }

    /// The same for what this provider names: one elsewhere cannot send us to services of our own machine.
    #[must_use]
    pub fn of(&self, issuer: &str) -> Egress {
        let here =
            Url::parse(issuer).is_ok_and(|url| url.host().is_some_and(|it| is_loopback(&it)));
        Egress {
            here: self.here && here,
            ..self.clone()
        }
    }

    /// Whether an address may be asked at all: https, or plain http on this machine, and no private network.
    ///
    /// # Errors
    /// [`Check::Reach`] with the reason.
    pub fn check(&self, url: &Url) -> Result<()> {
        let no = |why: &str| Err(Refused::new(Check::Reach, format!("{url}: {why}")));
        let Some(host) = url.host() else {
            return no("there is no host");
        };
        if !url.username().is_empty() || url.password().is_some() {
            return no("an address holds no password");
        }
        let here = is_loopback(&host);
        if here && !self.here {
            return no("the provider is not on this machine");
        }
        match url.scheme() {
            "https" => {}
            "http" if here => {}
            _ => return no("only https is asked"),
        }
        let address = match host {
            Host::Domain(_) => return Ok(()), // its addresses are checked when it is resolved
            Host::Ipv4(address) => IpAddr::V4(address),
            Host::Ipv6(address) => IpAddr::V6(address),
        };
        if here || is_global(address) || self.names.allows(&address.to_string()) {
            return Ok(());
        }
        no("the address is in a private network")
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// [`Check::Reach`] when it may not, cannot or does not come back in time.
    pub async fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>> {
        let (parts, body) = request.into_parts();
        let failed = |error: &dyn std::error::Error| Refused::new(Check::Reach, chain(error));
        let url = Url::parse(&parts.uri.to_string()).map_err(|error| failed(&error))?;
        self.check(&url)?;
        let sent = self
            .client
            .request(parts.method, url)
            .headers(parts.headers)
            .body(body);
        let mut answer = sent.send().await.map_err(|error| failed(&error))?;
        let mut response = http::Response::builder().status(answer.status());
        if let Some(headers) = response.headers_mut() {
            headers.clone_from(answer.headers());
        }
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(|error| failed(&error))? {
            if body.len() + piece.len() > LARGEST {
                return Err(Refused::new(Check::Reach, "the answer is too large"));
            }
            body.extend_from_slice(&piece);
        }
        response.body(body).map_err(|error| failed(&error))
    }
}

/// An error with its causes, which say what really happened.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut at = error.source();
    while let Some(cause) = at {
        text = format!("{text}: {cause}");
        at = cause.source();
    }
    text
}

impl Names {
    fn allows(&self, name: &str) -> bool {
        self.allowed
            .iter()
            .any(|one| one.eq_ignore_ascii_case(name))
    }
}

/// Whether a host is named as this machine: only then may it lead here.
fn is_loopback<S: AsRef<str>>(host: &Host<S>) -> bool {
    match host {
        Host::Domain(name) => is_local(name.as_ref()),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

fn is_local(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

/// Addresses of the internet, and no others (RFC 6890; forms of IPv6 that carry an IPv4 address count as that).
fn is_global(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_global_v4(address),
        IpAddr::V6(address) => is_global_v6(address),
    }
}

fn is_global_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 198 && (b == 18 || b == 19))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99))
}

fn is_global_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = address.to_ipv4_mapped() {
        return is_global_v4(inner);
    }
    let parts = address.segments();
    // 2000::/3 is what is given out; of it not documentation, not Teredo and other special uses, not 6to4
    let special = (parts[0] == 0x2001 && (parts[1] < 0x0200 || parts[1] == 0x0db8))
        || parts[0] == 0x2002
        || (parts[0] == 0x3fff && parts[1] < 0x1000);
    parts[0] & 0xe000 == 0x2000 && !special
}

/// Resolves a name and lets only the addresses pass that it may have.
struct Guard(Arc<Names>);

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let names = self.0.clone();
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0))
                .await?
                .filter(|address| {
                    if is_local(&host) {
                        address.ip().is_loopback()
                    } else {
                        is_global(address.ip()) || names.allows(&host)
                    }
                })
                .collect();
            if found.is_empty() {
                return Err(format!("{host} has no address that may be asked").into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_networks_are_not_asked_however_they_are_spelt() {
        let egress = Egress::new(&["10.1.2.3".into()]).unwrap();
        let may = |url: &str| egress.check(&Url::parse(url).unwrap()).is_ok();
        for url in [
            "http://idp.example.com/",
            "https://10.0.0.1/",
            "https://192.168.1.1/",
            "https://169.254.169.254/latest",
            "https://0/",
            "https://0x0a.0.0.1/",
            "https://167772161/",
            "https://100.64.0.1/",
            "https://[fe80::1]/",
            "https://[fc00::1]/",
            "https://[::]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[64:ff9b::a00:1]/",
            "https://[2002:a00:1::]/",
            "https://user:word@idp.example.com/",
            "ftp://idp.example.com/",
            "http://10.1.2.3/",
        ] {
            assert!(!may(url), "{url}");
        }
        for url in [
            "https://idp.example.com/",
            "https://8.8.8.8/",
            "https://[2606:4700::1]/",
            "http://localhost:3000/",
            "http://127.0.0.1:3000/",
            "http://[::1]:3000/",
            "https://10.1.2.3/",
        ] {
            assert!(may(url), "{url}");
        }
    }

    #[test]
    fn a_provider_elsewhere_leads_to_nothing_on_this_machine() {
        let all = Egress::new(&["10.1.2.3".into()]).unwrap();
        let elsewhere = all.of("https://idp.example.com/");
        let may = |it: &Egress, url: &str| it.check(&Url::parse(url).unwrap()).is_ok();
        for url in [
            "http://localhost:3000/",
            "https://127.0.0.1/",
            "https://127.1.2.3/",
            "https://0x7f000001/",
            "http://[::1]:3000/",
            "https://metadata.localhost./",
        ] {
            assert!(!may(&elsewhere, url), "{url}");
            assert!(
                may(&all.of("http://localhost:8080/realms/main"), url),
                "{url}"
            );
        }
        for url in ["https://keys.example.com/", "https://10.1.2.3/"] {
            assert!(may(&elsewhere, url), "{url}");
        }
        assert!(!may(&all.of("nonsense"), "http://localhost:3000/"));
    }
}
