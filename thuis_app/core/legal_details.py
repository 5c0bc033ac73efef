"""What the privacy papers say of the foundation and Thuis does not know by itself."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class LegalDetails:
    """Who is responsible for the data; each is empty until it is filled in.

    `kvk` is the number at the chamber of commerce, `privacy_contact` who answers
    questions about data, and `protection_officer` the officer of the GDPR, or the word
    that there is none. `host` is who looks after the server.
    """

    address: str = ""
    kvk: str = ""
    privacy_contact: str = ""
    protection_officer: str = ""
    host: str = ""

    @property
    def missing(self) -> list[str]:
        """The settings that are not filled in."""
        given = asdict(self)
        return [setting for name, setting in SETTINGS.items() if not given[name]]


SETTINGS = {
    "address": "THUIS_FOUNDATION_ADDRESS",
    "kvk": "THUIS_FOUNDATION_KVK",
    "privacy_contact": "THUIS_PRIVACY_CONTACT",
    "protection_officer": "THUIS_PRIVACY_OFFICER",
    "host": "THUIS_HOSTED_BY",
}
LONGEST, DIGITS_OF_KVK = 200, 8


def is_kvk(number: str) -> bool:
    """Whether it has eight digits, as each number of the Dutch register."""
    return number.isascii() and number.isdigit() and len(number) == DIGITS_OF_KVK
