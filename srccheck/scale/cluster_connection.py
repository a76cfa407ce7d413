"""The way to a Dask cluster, and whether it can be used: reachable, of our versions, with srccheck on it."""

from __future__ import annotations

import warnings
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from importlib.util import find_spec
from typing import Any

from srccheck.errors import ClusterError, UsageError

__all__ = ["Cluster", "connected", "opened", "unlike"]

Cluster = Any
"""Address of a scheduler (`tcp://host:8786`), or a `distributed.Client` of the caller's."""

_CONNECT_S = 10.0
_ALIKE = ("srccheck", "distributed", "python")  # an order is pickled, and a plugin carries code


@asynccontextmanager
async def connected(cluster: Cluster) -> AsyncIterator[Any]:
    """A client of this loop's own, whatever loop the caller's lives in; closed in the end.

    Args:
        cluster: address of the scheduler, or a client of it.

    Raises:
        UsageError: Dask is not installed, or the address means nothing.
        ClusterError: nobody answers there, or the versions do not fit together.
    """
    dask, address, security = _found(cluster)
    with _refusals(address):
        client = await dask.Client(
            address, asynchronous=True, security=security, timeout=_CONNECT_S, set_as_default=False
        )
    try:
        _check(address, await client.get_versions(packages=["srccheck"]))
        yield client
    finally:
        await client.close(timeout=2)


@contextmanager
def opened(cluster: Cluster) -> Iterator[Any]:
    """The same for plain code.

    Args:
        cluster: address of the scheduler, or a client of it.

    Raises:
        UsageError: Dask is not installed, or the address means nothing.
        ClusterError: nobody answers there, or the versions do not fit together.
    """
    dask, address, security = _found(cluster)
    with _refusals(address):
        client = dask.Client(address, security=security, timeout=_CONNECT_S, set_as_default=False)
    try:
        _check(address, client.get_versions(packages=["srccheck"]))
        yield client
    finally:
        client.close(timeout=2)


def _found(cluster: Cluster) -> tuple[Any, str, Any]:
    """Dask, which is half without types; the scheduler's address; and how to be let in."""
    if find_spec("distributed") is None:
        raise UsageError("a cluster needs a package that is not installed: pip install 'srccheck[dask]'")
    import distributed  # late: an extra  # noqa: PLC0415
    from distributed.comm.addressing import parse_address  # noqa: PLC0415

    if not isinstance(cluster, str):
        return distributed, cluster.scheduler.address, cluster.security
    try:
        parse_address(cluster, strict=True)
    except ValueError:
        raise UsageError(f"{cluster}: no address like tcp://host:8786 of a Dask scheduler") from None
    return distributed, cluster, None


@contextmanager
def _refusals(address: str) -> Iterator[None]:
    with warnings.catch_warnings():
        # we look at the versions ourselves, and tell
        warnings.filterwarnings("ignore", message="(?s).*Mismatched versions found")
        try:
            yield
        except ValueError:
            raise UsageError(f"{address}: no address like tcp://host:8786 of a Dask scheduler") from None
        except (OSError, TimeoutError) as error:
            raise ClusterError(
                f"{address}: no Dask scheduler answers there ({_root(error)}); start one: dask scheduler"
            ) from error


def _root(error: BaseException) -> str:
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error) or type(error).__name__


def _check(address: str, versions: Mapping[str, Any]) -> None:
    wrong = unlike(versions)
    if wrong:
        raise ClusterError(
            f"{address}: not everybody in the cluster has the same versions: {'; '.join(wrong)}"
        )


def unlike(versions: Mapping[str, Any]) -> list[str]:
    """What differs from here, a few words each.

    Args:
        versions: what `Client.get_versions` says of client, scheduler and workers.
    """
    here = _told(versions["client"])
    others = {"the scheduler": versions["scheduler"]}
    others |= {f"worker {address}": told for address, told in versions["workers"].items()}
    wrong = []
    for who, told in others.items():
        there = _told(told)
        for name in _ALIKE:
            if there.get(name) != here[name]:
                has = f"has {name} {there[name]}" if there.get(name) else f"lacks {name}"
                wrong.append(f"{who} {has} (here {here[name]})")
    shown = wrong[:3]
    return [*shown, f"and {len(wrong) - 3} more"] if len(wrong) > 3 else shown


def _told(versions: Mapping[str, Any]) -> dict[str, str | None]:
    packages = dict(versions["packages"])
    python = str(versions["host"]["python"])
    return {
        "srccheck": packages.get("srccheck"),
        "distributed": packages.get("distributed"),
        "python": ".".join(python.split(".")[:2]),
    }
