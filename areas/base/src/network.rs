//! Where a request comes from. No header names anybody's address unless it was written by our own proxy on this machine, and then
//! only what that proxy itself saw counts (security.md C6).

use std::convert::Infallible;
use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use http::HeaderMap;
use http::request::Parts;

use crate::App;

/// The network address of whoever sent a request; unknown only where no network is between (tests).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Network(Option<IpAddr>);

impl Network {
    /// The address of a request from this peer, with these headers.
    pub fn new(peer: Option<IpAddr>, headers: &HeaderMap, behind_proxy: bool) -> Network {
        let peer = peer.map(|address| address.to_canonical());
        if !behind_proxy || !peer.is_some_and(|peer| peer.is_loopback()) {
            return Network(peer);
        }
        let last = headers.get_all("x-forwarded-for").iter().next_back();
        let hop = last
            .and_then(|value| value.to_str().ok())
            .and_then(|hops| hops.rsplit(',').next())
            .and_then(|hop| hop.trim().parse::<IpAddr>().ok());
        Network(hop.map(|hop| hop.to_canonical()).or(peer))
    }

    /// Under which name tries are counted: one household of IPv6 has many addresses in one /64. Empty is not counted: this machine
    /// itself, which behind a proxy that is not configured would stand for everybody.
    pub fn key(&self) -> String {
        match self.0.filter(|address| !address.is_loopback()) {
            Some(IpAddr::V6(address)) => {
                let prefix = u128::from(address) & !u128::from(u64::MAX);
                format!("network {}/64", Ipv6Addr::from(prefix))
            }
            Some(address) => format!("network {address}"),
            None => String::new(),
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(address) => address.fmt(f),
            None => Ok(()),
        }
    }
}

impl FromRequestParts<App> for Network {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Network, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map(|ConnectInfo(peer)| peer.ip());
        Ok(Network::new(peer, &parts.headers, app.config.behind_proxy))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(peer: &str, forwarded: &str, behind_proxy: bool) -> String {
        let headers = HeaderMap::from_iter([(
            "x-forwarded-for".parse().unwrap(),
            forwarded.parse().unwrap(),
        )]);
        Network::new(Some(peer.parse().unwrap()), &headers, behind_proxy).to_string()
    }

    #[test]
    fn only_our_own_proxy_is_believed_and_only_what_it_saw() {
        assert_eq!(of("127.0.0.1", "1.1.1.1, 2.2.2.2", true), "2.2.2.2");
        assert_eq!(of("127.0.0.1", "1.1.1.1, 2.2.2.2", false), "127.0.0.1");
        assert_eq!(of("3.3.3.3", "1.1.1.1", true), "3.3.3.3");
        assert_eq!(of("::ffff:3.3.3.3", "1.1.1.1", true), "3.3.3.3");
        assert_eq!(of("::1", "nonsense", true), "::1");
    }

    #[test]
    fn a_household_is_counted_as_one() {
        let key =
            |peer: &str| Network::new(Some(peer.parse().unwrap()), &HeaderMap::new(), false).key();
        assert_eq!(key("2001:db8::1"), key("2001:db8::2:3"));
        assert_ne!(key("2001:db8:0:1::1"), key("2001:db8::1"));
        assert_eq!(key("3.3.3.3"), "network 3.3.3.3");
        assert_eq!(key("::1"), "");
    }
}
