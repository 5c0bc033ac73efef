"""One person on one page: who they are, who is around them, and what was agreed.

The page is read in a fixed number of statements, however long the file is.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from sqlalchemy import (
    Date,
    Select,
    String,
    Subquery,
    func,
    literal,
    null,
    select,
    union_all,
)

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.enum_sets import ordered
from thuis_app.core.errors import Missing
from thuis_app.core.normalize import fold
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.overview.casefile import policy
from thuis_app.overview.merging import queries as merging
from thuis_app.people.assents.models import Assent
from thuis_app.people.assents.rules import Participation
from thuis_app.people.contacts import queries as contacts
from thuis_app.people.contacts.models import Contact, PersonRef
from thuis_app.people.contacts.rules import STOPPED, Salutation, Stage
from thuis_app.people.relations.models import Consent, Relation
from thuis_app.people.relations.rules import (
    BY_PAPER,
    REPRESENTATIVES,
    Decision,
    GivenHow,
    Purpose,
    RelationKind,
)
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import OPEN


class Yes(NamedTuple):
    """What a person said yes to, or a consent: for what, when and how it was given."""

    what: Participation | Purpose
    given_on: date
    given_how: GivenHow


class Agreements(NamedTuple):
    """What a person said yes to, and their consents, the newest first."""

    assents: list[Yes]
    consents: list[Yes]


class PersonRow(NamedTuple):
    """The columns of a person that their page shows, when their records became one, and
    what they said yes to and their consents, as far as they stand."""

    id: int
    area_id: int
    stage: Stage
    salutation: Salutation
    called_name: str
    initials: str
    prefix: str
    last_name: str
    street: str
    house_number: str
    postcode: str
    language: str
    has_pets: bool
    smokes: bool
    birth_date: date | None
    birth_year: int | None
    approach: str
    inform_by: date | None
    informed_on: date | None
    stopped_on: date | None
    stopped_because: str
    next_step_on: date
    next_step: str
    next_step_number: int | None
    volunteer_name: str
    village: str
    merged_at: datetime | None
    agreements: Agreements


class CaseFilePerson(PersonRow):
    """A person as their page shows them, with the same names as `Contact`."""

    full_name = Contact.full_name
    letters = Contact.letters
    formal_name = Contact.formal_name
    street_line = Contact.street_line
    age_on = Contact.age_on
    is_stopped = Contact.is_stopped

    @property
    def route(self) -> str:
        """The address as an app of maps takes it; '' when there is no street."""
        home = f"{self.street} {self.house_number}".strip()
        town = f"{self.postcode} {self.village}".strip()
        return f"geo:0,0?q={quote(f'{home}, {town}')}" if self.street else ""


class FilePhone(NamedTuple):
    """A telephone number, and what is known of it, as 'mobile' or 'only mornings'."""

    number: str
    note: str


class FileRelation(NamedTuple):
    """A person around this one: family, neighbour, or the volunteer who visits.

    `telephone` is that of a volunteer, for who may call them; that of a tied person is
    in `telephones`. `stage` is that of a tied person in a village of the actor, and
    of one who died.
    """

    kind: str
    row_id: int
    name: str
    other_id: int | None
    area_id: int | None
    stage: Stage | None
    note: str
    telephone: str
    since: date
    until: date | None
    decides: str
    paper_seen_on: date | None

    @property
    def decisions(self) -> list[Decision]:
        """What a representative may decide; nothing for others."""
        return ordered(map(Decision, json.loads(self.decides)))

    @property
    def is_representative(self) -> bool:
        return self.kind in REPRESENTATIVES

    @property
    def lacks_paper(self) -> bool:
        """Whether nobody saw yet the paper by which they were appointed."""
        return self.kind in BY_PAPER and self.paper_seen_on is None

    @property
    def is_stopped(self) -> bool:
        """Whether nobody may approach them, as far as this actor may know."""
        return self.stage in STOPPED

    @property
    def relation_kind(self) -> RelationKind:
        """The kind of relation; None for a volunteer."""
        return RelationKind(self.kind)


def person(actor: Actor, contact_id: int) -> CaseFilePerson:
    """The person; to an actor who may not see them, there is none."""
    shown = [getattr(Contact, name) for name in PersonRow._fields[:-3]]
    agreed = _agreed(contact_id)
    given = [agreed.c[name] for name in ("kind", "what", "given_on", "given_how")]
    rows = db.session.execute(
        select(*shown, Area.name, merging.merged_at(actor), *given)
        .join_from(Contact, Area)
        .outerjoin(agreed, agreed.c.contact_id == Contact.id)
        .where(Contact.id == contact_id, policy.visible_to(actor))
        .order_by(agreed.c.given_on.desc(), agreed.c.id.desc())
    ).all()
    if not rows:
        raise Missing
    width = len(given)
    agreements = _agreements(row[-width:] for row in rows)
    return CaseFilePerson._make((*rows[0][:-width], agreements))


def relations(actor: Actor, contact: PersonRef) -> list[FileRelation]:
    """The people around a person: the volunteers first, then the others."""
    both = union_all(_volunteers(contact.id), _others(contact.id))
    rows = db.session.execute(both)
    found = [_as_seen(actor, contact, FileRelation._make(row)) for row in rows]
    return sorted(found, key=lambda one: (one.kind != "volunteer", fold(one.name)))


def telephones(
    actor: Actor, contact: PersonRef, around: Iterable[FileRelation]
) -> dict[int, list[FilePhone]]:
    """The numbers of a person and of those around them, by person; none of whom this
    actor may not call."""
    others = {one.other_id for one in around if one.other_id is not None}
    ground = policy.callable_in_file(actor)
    found = contacts.telephones(actor, {contact.id, *others}, ground)
    return {
        person: [FilePhone(one.number, one.note) for one in phones]
        for person, phones in found.items()
    }


def _agreed(contact_id: int) -> Subquery:
    """What a person said yes to, and their consents, as far as they stand."""
    both = (Assent, Assent.participation), (Consent, Consent.purpose)
    return union_all(
        *(
            select(
                literal(kind.__tablename__).label("kind"),
                kind.contact_id,
                kind.id,
                what.cast(String).label("what"),
                kind.given_on,
                kind.given_how.cast(String).label("given_how"),
            ).where(kind.contact_id == contact_id, kind.withdrawn_on.is_(None))
            for kind, what in both
        )
    ).subquery("agreed")


def _agreements(rows: Iterable[Sequence[Any]]) -> Agreements:
    found = Agreements([], [])
    for kind, what, on, how in rows:
        if kind == Assent.__tablename__:
            found.assents.append(Yes(Participation(what), on, GivenHow(how)))
        elif kind == Consent.__tablename__:
            found.consents.append(Yes(Purpose(what), on, GivenHow(how)))
    return found


def _as_seen(actor: Actor, contact: PersonRef, one: FileRelation) -> FileRelation:
    """As this actor may know them; that a person died is for all who know the file."""
    knows = one.area_id is not None and actor.coordinates(one.area_id)
    knows = knows or one.stage == Stage.DECEASED
    may_call = policy.may_call_volunteers(actor, contact)
    return one._replace(
        stage=Stage(one.stage) if one.stage and knows else None,
        telephone=one.telephone if may_call else "",
    )


def _volunteers(contact_id: int) -> Select[Any]:
    return (
        select(
            literal("volunteer"),
            Match.id,
            User.name,
            null(),
            null(),
            null(),
            Match.kind.cast(String),
            User.telephone,
            Match.started_on,
            null().cast(Date),
            literal("[]"),
            null().cast(Date),
        )
        .join(User, User.id == Match.volunteer_id)
        .where(Match.contact_id == contact_id, Match.state.in_(sorted(OPEN)))
    )


def _others(contact_id: int) -> Select[Any]:
    name = func.trim(
        Contact.called_name + " " + func.trim(Contact.prefix + " " + Contact.last_name)
    )
    return (
        select(
            Relation.kind.cast(String),
            Relation.id,
            name,
            Contact.id,
            Contact.area_id,
            Contact.stage.cast(String),
            Relation.note,
            literal(""),
            Relation.since,
            Relation.until,
            Relation.decides.cast(String),
            Relation.paper_seen_on,
        )
        .join(Contact, Contact.id == Relation.other_id)
        .where(Relation.contact_id == contact_id, Relation.stands())
    )
