//! Connections: one way to build a client, with the certificates that the machine trusts.

use reqwest::redirect::Policy;
use std::sync::Once;
use std::time::Duration;

const CONNECT_LIMIT: Duration = Duration::from_secs(10);

/// A client for the service at `base_url`, which follows no redirect: a key must not travel
/// on to another host.
pub(crate) fn client(base_url: &str) -> Result<reqwest::Client, reqwest::Error> {
    builder(base_url).redirect(Policy::none()).build()
}

/// A client for public files at `url`, which follows a few redirects.
pub(crate) fn public_client(url: &str) -> Result<reqwest::Client, reqwest::Error> {
    builder(url).redirect(Policy::limited(5)).build()
}

/// Whether what is sent to `url` cannot be read on the way: https, or this machine.
pub(crate) fn is_private(url: &str) -> bool {
    reqwest::Url::parse(url)
        .is_ok_and(|url| url.scheme() == "https" || (url.scheme() == "http" && is_here(&url)))
}

fn builder(url: &str) -> reqwest::ClientBuilder {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        // An error means that one is installed already, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    let builder = reqwest::Client::builder()
        .user_agent(concat!("daybook/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_LIMIT);
    match reqwest::Url::parse(url) {
        // Nothing to verify: a machine without certificates can still talk to itself.
        Ok(url) if is_here(&url) && url.scheme() == "http" => builder.no_proxy().tls_certs_only([]),
        Ok(url) if is_here(&url) => builder.no_proxy(),
        Ok(_) | Err(_) => builder,
    }
}

fn is_here(url: &reqwest::Url) -> bool {
    matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_travels_only_where_nobody_can_read_it() {
        assert!(is_private("https://generativelanguage.googleapis.com"));
        assert!(is_private("http://127.0.0.1:8080"));
        assert!(!is_private("http://generativelanguage.googleapis.com"));
        assert!(!is_private("http://127.0.0.1.example.com"));
        assert!(!is_private("nonsense"));
    }
}
