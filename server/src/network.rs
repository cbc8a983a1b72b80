//! Who is calling: addresses, networks, and whose word about them is believed (decision 34).

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use http::HeaderMap;
use serde::Deserialize;

/// A network in CIDR notation, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

/// Why a text is no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no network such as 10.0.0.0/8 and no address")]
pub struct NetworkError(String);

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let error = || NetworkError(text.to_owned());
        let (address, prefix) = match text.trim().split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().map_err(|_| error())?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(width), str::parse).map_err(|_| error())?;
        if prefix > width {
            Err(error())
        } else {
            Ok(Self { address, prefix })
        }
    }
}

impl TryFrom<String> for Network {
    type Error = NetworkError;

    fn try_from(text: String) -> Result<Self, NetworkError> {
        text.parse()
    }
}

impl Network {
    /// Whether the address lies in this network.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => same_prefix(
                own.to_bits().into(),
                other.to_bits().into(),
                self.prefix,
                32,
            ),
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                same_prefix(own.to_bits(), other.to_bits(), self.prefix, 128)
            }
            _ => false,
        }
    }
}

fn same_prefix(one: u128, other: u128, prefix: u8, width: u8) -> bool {
    let shift = u32::from(width - prefix);
    one.checked_shr(shift).unwrap_or(0) == other.checked_shr(shift).unwrap_or(0)
}

/// The caller as far as it can be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// The address that the request came from, seen through trusted proxies.
    pub address: IpAddr,
}

impl Caller {
    /// Reads the caller off the connection and, where that is a trusted proxy, off its headers:
    /// the nearest address in X-Forwarded-For that is no trusted proxy. Whatever stands before it
    /// was written by the caller and is not believed.
    #[must_use]
    pub fn of(peer: SocketAddr, headers: &HeaderMap, trusted: &[Network]) -> Self {
        let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
        let peer = peer.ip().to_canonical();
        if !is_trusted(peer) {
            return Self { address: peer };
        }
        let hops: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        let mut address = peer;
        for hop in hops.iter().rev() {
            let Ok(hop) = hop.trim().parse::<IpAddr>() else {
                break;
            };
            address = hop.to_canonical();
            if !is_trusted(address) {
                break;
            }
        }
        Self { address }
    }

    /// By what tries are counted: an IPv4 address, or the /64 that one IPv6 customer has.
    #[must_use]
    pub fn network(&self) -> String {
        match self.address {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let prefix = address.to_bits() & !u128::from(u64::MAX);
                format!("{}/64", Ipv6Addr::from_bits(prefix))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(peer: &str, forwarded: &[&str]) -> Caller {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().expect("a header"));
        }
        let trusted = ["10.0.0.0/8".parse().expect("a network")];
        Caller::of(peer.parse().expect("an address"), &headers, &trusted)
    }

    #[test]
    fn a_stranger_cannot_name_another_address() {
        let caller = caller("203.0.113.9:5000", &["198.51.100.1"]);
        assert_eq!(caller.network(), "203.0.113.9");
    }

    #[test]
    fn a_trusted_proxy_names_the_caller() {
        assert_eq!(
            caller("10.0.0.7:80", &["198.51.100.1"]).network(),
            "198.51.100.1"
        );
    }

    #[test]
    fn what_the_caller_wrote_before_the_proxy_is_not_believed() {
        let caller = caller("10.0.0.7:80", &["192.0.2.66, 198.51.100.1", "10.0.0.8"]);
        assert_eq!(caller.network(), "198.51.100.1");
    }

    #[test]
    fn a_whole_ipv6_customer_counts_as_one() {
        let caller = caller("[2001:db8:1:2:3:4:5:6]:443", &[]);
        assert_eq!(caller.network(), "2001:db8:1:2::/64");
    }

    #[test]
    fn a_network_ends_where_its_prefix_ends() {
        let network: Network = "192.168.4.0/23".parse().expect("a network");
        assert!(network.contains("192.168.5.255".parse().expect("an address")));
        assert!(!network.contains("192.168.6.0".parse().expect("an address")));
        assert!("192.168.4.0/33".parse::<Network>().is_err());
    }
}
