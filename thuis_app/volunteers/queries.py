"""The volunteers a coordinator works with."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, or_, select

from thuis_app.accounts.models import User, UserArea
from thuis_app.areas.models import Area
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.core.words import fold
from thuis_app.volunteers import policy
from thuis_app.volunteers.models import Volunteer
from thuis_app.volunteers.rules import USUAL, Load, load

ROWS = 25
NAMED_ALIKE = 200


@dataclass(frozen=True)
class Someone:
    """A volunteer: the account, the card (a blank one at first), and where."""

    user: User
    card: Volunteer
    villages: tuple[str, ...]

    @property
    def load(self) -> Load:
        return load(self.card.people, self.card.most_people)


def in_order(
    actor: Actor, *, search: str = "", area_id: int | None = None, after: int = 0
) -> tuple[list[Someone], int | None]:
    """The next volunteers by name, and after whom more of them come."""
    asked = _found(actor).order_by(User.name, User.id).limit(ROWS + 1)
    if search:
        asked = asked.where(User.id.in_(named(actor, search)))
    if area_id:
        asked = asked.where(User.id.in_(_working_in(area_id)))
    if after:
        asked = asked.where(_behind(after))
    rows = db.session.execute(asked).all()
    people = _with_villages(rows[:ROWS])
    return people, people[-1].user.id if len(rows) > ROWS else None


def get(actor: Actor, user_id: int) -> Someone:
    """A volunteer this actor works with; any other does not exist."""
    row = db.session.execute(_found(actor).where(User.id == user_id)).first()
    if row is None:
        raise Missing
    return _with_villages([row])[0]


def named(actor: Actor, search: str) -> list[int]:
    """The volunteers whose name holds these words, however they are spelled."""
    wanted = fold(search).split()
    if not wanted:
        return []
    rows = db.session.execute(
        select(User.id, User.name).where(policy.visible_to(actor))
    )
    alike = [row.id for row in rows if all(word in fold(row.name) for word in wanted)]
    return alike[:NAMED_ALIKE]


def villages(actor: Actor) -> Sequence[Area]:
    """The villages that this actor may choose between."""
    asked = (
        select(Area).where(policy.is_mine(actor), Area.is_active).order_by(Area.name)
    )
    return db.session.scalars(asked).all()


def _found(actor: Actor) -> Select[User, Volunteer | None]:
    stays = or_(Volunteer.until.is_(None), Volunteer.until >= clock.today())
    return (
        select(User, Volunteer)
        .outerjoin(Volunteer, Volunteer.user_id == User.id)
        .where(policy.visible_to(actor), User.is_active, stays)
    )


def _working_in(area_id: int) -> Select[int]:
    return select(UserArea.user_id).where(UserArea.area_id == area_id)


def _behind(user_id: int) -> ColumnElement[bool]:
    name = select(User.name).where(User.id == user_id).scalar_subquery()
    return or_(User.name > name, and_(User.name == name, User.id > user_id))


def _with_villages(rows: Sequence[tuple[User, Volunteer | None]]) -> list[Someone]:
    found: dict[int, list[str]] = {user.id: [] for user, _card in rows}
    asked = (
        select(UserArea.user_id, Area.name)
        .join(Area, Area.id == UserArea.area_id)
        .where(UserArea.user_id.in_(found))
        .order_by(Area.name)
    )
    for user_id, name in db.session.execute(asked):
        found[user_id].append(name)
    return [
        Someone(user, card or _blank(user.id), tuple(found[user.id]))
        for user, card in rows
    ]


def _blank(user_id: int) -> Volunteer:
    """The card of a volunteer of whom nothing was written down yet."""
    return Volunteer(
        user_id=user_id,
        version=0,
        since=clock.today(),
        until=None,
        drives=False,
        most_people=USUAL,
        people=0,
        note="",
    )
