"""One search over people, volunteers and the local directory."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from thuis_app.core.actors import Actor
from thuis_app.core.errors import require
from thuis_app.core.search_words import asked
from thuis_app.directory.offerings import queries as offerings
from thuis_app.directory.offerings.models import Offering
from thuis_app.overview.search import policy, rules
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import ContactRoleKind, Distinction
from thuis_app.team.volunteers import queries as volunteers
from thuis_app.team.volunteers.queries import FoundVolunteer


class FoundPerson(NamedTuple):
    """A person who was found, and what tells them from others."""

    contact: Contact
    roles: Sequence[ContactRoleKind]
    telephone: str
    mark: Distinction | None


@dataclass(frozen=True)
class Found:
    """What a search found: people as spelled, people by ear, and the others.

    `is_asked` is false while there is nothing to look for; `follows` is true when there
    are more people than these.
    """

    is_asked: bool
    spelled: Sequence[FoundPerson] = ()
    heard: Sequence[FoundPerson] = ()
    volunteers: Sequence[FoundVolunteer] = ()
    offerings: Sequence[Offering] = ()
    follows: bool = False

    @property
    def people(self) -> list[int]:
        """The ids of the people it shows."""
        return [one.contact.id for one in (*self.spelled, *self.heard)]

    @property
    def number(self) -> int:
        others = len(self.volunteers) + len(self.offerings)
        return len(self.spelled) + len(self.heard) + others


def find(actor: Actor, typed: str) -> Found:
    """The first of all that these words may mean, as far as the actor may see."""
    require(policy.may_search(actor))
    words = asked(typed)
    if not words:
        return Found(is_asked=False)
    people = contacts.search(
        actor, words, policy.visible_to(actor), size=rules.PEOPLE_SHOWN
    )
    shown = _shown(actor, people.all)
    return Found(
        is_asked=True,
        spelled=[shown[one.id] for one in people.spelled],
        heard=[shown[one.id] for one in people.heard],
        volunteers=volunteers.search(actor, words, rules.OTHERS_SHOWN),
        offerings=offerings.search(actor, words, rules.OTHERS_SHOWN),
        follows=people.follows,
    )


def _shown(actor: Actor, people: Sequence[Contact]) -> dict[int, FoundPerson]:
    """These people with their roles, first number and what tells them apart."""
    if not people:
        return {}
    ids = [one.id for one in people]
    numbers = contacts.telephones(actor, ids, policy.visible_to(actor))
    roles = contacts.roles_of(actor, ids, policy.visible_to(actor))
    marks = contacts.tell_apart(people)
    return {
        one.id: FoundPerson(
            one,
            roles.get(one.id, []),
            next((phone.number for phone in numbers.get(one.id, [])), ""),
            marks.get(one.id),
        )
        for one in people
    }
