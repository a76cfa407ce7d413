"""What is registered about a DOI: by the agency that registered it, and, of later notices, by Crossref."""

from __future__ import annotations

from srccheck.registries.client import RegistryClient

__all__ = ["RegistryClient"]
