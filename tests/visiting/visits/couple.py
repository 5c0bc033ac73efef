"""Aafke and Harm, who live at one address and are visited by one volunteer."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Salutation
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.visits.models import Visit


@dataclass(frozen=True)
class Couple:
    """The volunteer, the coordinator, and the visit to each, an hour ago."""

    volunteer: User
    coordinator: User
    aafke: int
    harm: int
    to_aafke: int
    to_harm: int

    @property
    def visitor(self) -> Actor:
        return make.actor(self.volunteer)


def couple(*, in_days: int = 0, **more: Any) -> Couple:
    volunteer, coordinator, village = make.volunteer(), make.coordinator(), make.area()
    home: dict[str, Any] = {
        "postcode": "9781 AB",
        "house_number": "4",
        "street": "Molenweg",
    }
    aafke, harm = (
        make.contact("Bos", area=village, called_name=name, salutation=address, **home)
        for name, address in (("Aafke", Salutation.MRS), ("Harm", Salutation.MR))
    )
    at = make.an_hour_ago() + timedelta(days=in_days)
    one, other = (
        make.visit(_match(volunteer, person), starts_at=at) for person in (aafke, harm)
    )
    one.together_with, other.together_with = other.id, one.id
    db.session.commit()
    return Couple(volunteer, coordinator, aafke.id, harm.id, one.id, other.id)


def both(known: Couple) -> tuple[Visit, Visit]:
    """The two visits as they are now."""
    db.session.flush()
    db.session.expire_all()
    return (
        db.session.get_one(Visit, known.to_aafke),
        db.session.get_one(Visit, known.to_harm),
    )


def _match(volunteer: User, person: Contact) -> Match:
    return make.match(volunteer, person, started_on=clock.today() - timedelta(days=90))
