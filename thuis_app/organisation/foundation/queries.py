"""The foundation's own name and colours."""

from dataclasses import asdict, dataclass
from time import monotonic

from sqlalchemy import URL, select

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.organisation.foundation import policy
from thuis_app.organisation.foundation.models import (
    BRAND,
    LAMP,
    Foundation,
    HelpNumbers,
)
from thuis_app.organisation.foundation.rules import HelpDirectory

FRESH_FOR = 5.0


@dataclass(frozen=True)
class FoundationDetails:
    """The name and the colours of the foundation, as every page shows them."""

    name: str = "Thuis"
    place: str = ""
    telephone: str = ""
    brand: str = ""
    lamp: str = ""
    has_own_colours: bool = False
    is_demo: bool = False

    @property
    def is_unknown(self) -> bool:
        """Whether nothing was filled in yet, as in a new installation."""
        return self == FoundationDetails()


_shown: dict[URL, tuple[float, FoundationDetails]] = {}


def shown() -> FoundationDetails:
    """The details of the foundation, at most five seconds old; for every visitor."""
    address = db.engine.url
    read_at, details = _shown.get(address, (-FRESH_FOR, FoundationDetails()))
    if monotonic() - read_at > FRESH_FOR:
        details = _read()
        _shown[address] = (monotonic(), details)
    return details


def forget() -> None:
    """Read it again at the next page."""
    _shown.clear()


def settings(actor: Actor) -> Foundation:
    """The one row, for the administrator to change; a blank one before the first."""
    if not policy.may_manage(actor):
        raise Missing
    found = db.session.scalar(select(Foundation).order_by(Foundation.id).limit(1))
    return found or Foundation(
        id=1, version=0, name="", place="", telephone="", brand=BRAND, lamp=LAMP
    )


def help_numbers() -> HelpDirectory:
    """Whom to call when something is not right, for every user."""
    return _help_numbers().directory


def own_help_numbers(actor: Actor) -> HelpNumbers:
    """The same row, for who keeps it; the national numbers before the first time."""
    if not policy.may_keep_numbers(actor):
        raise Missing
    return _help_numbers()


def _help_numbers() -> HelpNumbers:
    found = db.session.scalar(select(HelpNumbers).limit(1))
    return found or HelpNumbers(id=1, version=0, **asdict(HelpDirectory()))


def _read() -> FoundationDetails:
    row = db.session.scalar(select(Foundation))
    if row is None:
        return FoundationDetails()
    return FoundationDetails(
        row.name,
        row.place,
        row.telephone,
        row.brand,
        row.lamp,
        row.has_own_colours,
        row.is_demo,
    )
