"""What values a setting may have: checked when it is set, and told to editors as JSON Schema."""

from __future__ import annotations

import re
from typing import Any, Protocol

from attrs import Attribute, frozen

from srccheck.errors import SettingsError

__all__ = [
    "CodeList",
    "Contact",
    "Kind",
    "OneOf",
    "OneType",
    "RunName",
    "TextList",
    "Within",
    "key_of",
    "many",
]

_CODE = re.compile(r"[A-Z](?:\d{0,3})")
# It goes into a header, and stands in brackets there: no blanks, brackets or quotation marks.
_CONTACT = re.compile(
    r"https?://[!#-'*-;=?-\[\]-~]{1,500}|(?<![!#-'*-;=?A-\[\]-~])[!#-'*-;=?A-\[\]-~]{1,200}@[!#-'*-;=?-\[\]-~]{1,300}"
)
_RUN_NAME = re.compile(r"[!-~]{1,64}")
_JSON_TYPES = {bool: "boolean", str: "string"}


class Kind(Protocol):
    """A kind of value: an attrs validator that can also describe itself."""

    def __call__(self, instance: object, attribute: Attribute[Any], value: Any) -> None:
        """Check a value.

        Raises:
            SettingsError: it is not of this kind; the message names the setting.
        """

    def schema(self, attribute: Attribute[Any]) -> dict[str, Any]:
        """The same as JSON Schema (draft 2020-12)."""


def key_of(name: str) -> str:
    """The name of a setting in files and options: `jobs-per-host`."""
    return name.replace("_", "-")


def many(value: Any) -> Any:
    """A list as the tuple that records hold; everything else as it is."""
    return tuple(value) if isinstance(value, list) else value


@frozen
class Within:
    """A number from `low` to `high`; a whole one where the setting is an `int`."""

    low: float
    high: float

    def __call__(self, instance: object, attribute: Attribute[Any], value: Any) -> None:
        """Check a value; see `Kind`."""
        kinds = int if _is_whole(attribute) else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds) or not self.low <= value <= self.high:
            number = "a whole number" if _is_whole(attribute) else "a number"
            raise SettingsError(
                f"{key_of(attribute.name)} must be {number} from {self.low:g} to {self.high:g}, not {value!r}"
            )

    def schema(self, attribute: Attribute[Any]) -> dict[str, Any]:
        """See `Kind`."""
        kind = "integer" if _is_whole(attribute) else "number"
        return {"type": kind, "minimum": self.low, "maximum": self.high}


def _is_whole(attribute: Attribute[Any]) -> bool:
    return attribute.type in (int, "int")  # a text where annotations are not evaluated


class OneType:
    """A value of one of some types; files know only the first."""

    def __init__(self, *types: type) -> None:
        self.types = types

    def __call__(self, instance: object, attribute: Attribute[Any], value: Any) -> None:
        """Check a value; see `Kind`."""
        if not isinstance(value, self.types):
            names = " or ".join(kind.__name__ for kind in self.types if kind is not type(None))
            raise SettingsError(f"{key_of(attribute.name)} must be a {names}, not {value!r}")

    def schema(self, attribute: Attribute[Any]) -> dict[str, Any]:
        """See `Kind`."""
        return {"type": _JSON_TYPES[self.types[0]]}


class OneOf:
    """One of some words; None where that is named among them."""

    def __init__(self, *words: str | None) -> None:
        self.words = words

    def __call__(self, instance: object, attribute: Attribute[Any], value: Any) -> None:
        """Check a value; see `Kind`."""
        if value not in self.words:
            words = ", ".join(filter(None, self.words))
            raise SettingsError(f"{key_of(attribute.name)} must be one of {words}, not {value!r}")

    def schema(self, attribute: Attribute[Any]) -> dict[str, Any]:
        """See `Kind`."""
        return {"enum": [word for word in self.words if word is not None]}


class TextList:
    """A list of texts."""

    def __call__(self, instance: object, attribute: Attribute[Any], value: Any) -> None:
        """Check a value; see `Kind`."""
        if not isinstance(value, tuple) or not all(isinstance(item, str) for item in value):
            raise SettingsError(f"{key_of(attribute.name)} must be a list of texts, not {value!r}")

    def schema(self, attribute: Attribute[Any]) -> dict[str, Any]:
        """See `Kind`."""
        return {"type": "array", "items": {"type": "string"}}


class CodeList(TextList):
    """A list of finding codes, or beginnings of them."""

    def __call__(self, instance: object, attribute: Attribute[Any], value: Any) -> None:
        """Check a value; see `Kind`."""
        super().__call__(instance, attribute, value)
        wrong = next((item for item in value if not _CODE.fullmatch(item)), None)
        if wrong is not None:
            raise SettingsError(
                f"{key_of(attribute.name)} must be a list of finding codes, like D301 or D3, "
                f"and {wrong!r} is none"
            )

    def schema(self, attribute: Attribute[Any]) -> dict[str, Any]:
        """See `Kind`."""
        return {"type": "array", "items": {"type": "string", "pattern": r"^[A-Z]\d{0,3}$"}}


class Contact:
    """An e-mail address, or a URL; or None."""

    def __call__(self, instance: object, attribute: Attribute[Any], value: Any) -> None:
        """Check a value; see `Kind`."""
        if value is not None and not (isinstance(value, str) and _CONTACT.fullmatch(value)):
            raise SettingsError(f"{key_of(attribute.name)} must be an e-mail address or a URL, not {value!r}")

    def schema(self, attribute: Attribute[Any]) -> dict[str, Any]:
        """See `Kind`."""
        return {"type": "string", "pattern": f"^(?:{_CONTACT.pattern})$"}


class RunName:
    """What a run is called: up to 64 printable ASCII characters without blanks; or None."""

    def __call__(self, instance: object, attribute: Attribute[Any], value: Any) -> None:
        """Check a value; see `Kind`."""
        if value is not None and not (isinstance(value, str) and _RUN_NAME.fullmatch(value)):
            raise SettingsError(
                f"{key_of(attribute.name)} must be a name of at most 64 letters, digits and signs, without "
                f"blanks, not {value!r}"
            )

    def schema(self, attribute: Attribute[Any]) -> dict[str, Any]:
        """See `Kind`."""
        return {"type": "string", "pattern": f"^{_RUN_NAME.pattern}$"}
