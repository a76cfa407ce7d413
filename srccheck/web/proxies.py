"""Which proxy a request goes through, as the settings or the environment say."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from attrs import field, frozen

from srccheck.errors import SettingsError
from srccheck.settings import Settings

__all__ = ["WEAKER_CHECK", "Proxies", "proxies_for"]

WEAKER_CHECK = (
    "requests went through a proxy: addresses were checked by resolving the names here first, "
    "which is weaker than at the moment of connecting"
)
_DIRECT = "none"


@frozen(kw_only=True)
class Proxies:
    """The proxies of a run.

    Attributes:
        by_scheme: `http`, `https` or `all` to the proxy's URL, which may hold a password.
        bypass: hosts that are asked directly, as in NO_PROXY.
    """

    by_scheme: dict[str, str] = field(factory=dict, repr=False)
    bypass: str = ""

    def __bool__(self) -> bool:
        return bool(self.by_scheme)

    def of(self, url: str) -> str | None:
        """The proxy for a URL; None where it is asked directly."""
        if not self.by_scheme:
            return None
        parts = urlsplit(url)
        proxy = self.by_scheme.get(parts.scheme) or self.by_scheme.get("all")
        if proxy is None or any(_is_meant(parts, entry.strip()) for entry in self.bypass.split(",")):
            return None
        return proxy


def _is_meant(parts: SplitResult, entry: str) -> bool:
    """Whether an entry of NO_PROXY (a domain, an address, a network, `*`; a port) holds for a URL."""
    host = parts.hostname or ""
    if entry == "*":
        return True
    try:
        return ip_address(host) in ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        pass  # one of the two is a name
    name, colon, port = entry.lower().partition(":")
    if colon and port != str(parts.port or (443 if parts.scheme == "https" else 80)):
        return False
    name = name.removeprefix("*").strip(".")
    return bool(name) and (host == name or host.endswith("." + name))


def proxies_for(settings: Settings) -> Proxies:
    """The proxies that a run goes through.

    Args:
        settings: `proxy`: a URL for all requests, `none` for none, empty for what HTTP_PROXY,
            HTTPS_PROXY, ALL_PROXY and NO_PROXY say.

    Raises:
        SettingsError: a proxy is no http or https URL (SOCKS cannot be spoken); going round it silently
            would be worse.
    """
    if settings.proxy == _DIRECT:
        return Proxies()
    if settings.proxy:
        return Proxies(by_scheme={"all": _checked(settings.proxy, "the setting proxy")})
    from urllib.request import getproxies_environment  # late: loads much  # noqa: PLC0415

    found: dict[str, str] = dict(getproxies_environment())
    wanted: dict[str, str] = {scheme: found[scheme] for scheme in ("http", "https") if scheme in found}
    if "all" in found and len(wanted) < 2:
        wanted["all"] = found["all"]
    checked = {scheme: _checked(url, f"{scheme.upper()}_PROXY") for scheme, url in wanted.items()}
    return Proxies(by_scheme=checked, bypass=found.get("no", ""))


def _checked(url: str, where: str) -> str:
    url = url if "://" in url else f"http://{url}"
    try:
        parts = urlsplit(url)
        fit = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fit = False
    if not fit:
        raise SettingsError(
            f"{where} must name a proxy like http://proxy.example:3128 (http or https, not socks); "
            "set proxy to none to do without"
        )
    return url
