"""The outbox: mail that is to be sent, written in the transaction of what causes it.

The reader, the kind and a payload are stored. The text is made when the mail is sent,
from what is true by then. It never holds the name of a contact: a `MailPayload` has
ids, dates, numbers and enumerations.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Index, Select, and_, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, aliased, mapped_column

from thuis_app.core import clock
from thuis_app.core.database import Base, db
from thuis_app.core.payloads import MailPayload, Payload, as_json, from_json

LEASE = timedelta(minutes=5)
GAPS = (
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
)
MOST_TRIES = len(GAPS) + 1
LONGEST_WAIT = max(GAPS) + clock.SLACK


class MailState(StrEnum):
    """The state of a mail."""

    WAITING = "waiting"
    SENT = "sent"
    NOT_NEEDED = "not_needed"
    GIVEN_UP = "given_up"


class OutgoingMail(Base):
    """A mail to one user: once for its key, whatever happens.

    `address` is where it goes when not to the present address of the user: that of
    before. `claimed_by` is the sender that has it now, until `LEASE` after
    `claimed_at`.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        Index(None, "state", "not_before"),
        Index(None, "to_user_id", "sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    to_user_id: Mapped[int]
    address: Mapped[str] = mapped_column(default="")
    kind: Mapped[str]
    payload: Mapped[str] = mapped_column(default="{}")
    state: Mapped[MailState] = mapped_column(default=MailState.WAITING)
    not_before: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    claimed_at: Mapped[datetime | None]
    claimed_by: Mapped[str] = mapped_column(default="")
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")

    def read(self, kind: type[Payload]) -> Payload:
        """The stored payload, as an object of `kind`."""
        return from_json(kind, self.payload)


@dataclass(frozen=True)
class MailContent:
    """The text of a mail: its subject, and its sentences."""

    subject: str
    lines: Sequence[str]


def post(
    key: str,
    to_user_id: int,
    payload: MailPayload,
    not_before: datetime | None = None,
    address: str = "",
) -> bool:
    """Leave a mail with the transaction that is open; False where its key is known."""
    row = {
        "key": key,
        "to_user_id": to_user_id,
        "address": address,
        "kind": payload.kind,
        "payload": as_json(payload),
        "not_before": not_before or clock.now(),
    }
    is_postgres = db.engine.dialect.name == "postgresql"
    adding: Any = postgresql.insert if is_postgres else sqlite.insert
    added = adding(OutgoingMail).values(row).on_conflict_do_nothing()
    return bool(db.session.execute(added.returning(OutgoingMail.id)).first())


def claim(by: str, kinds: Collection[str], day_began: datetime) -> list[OutgoingMail]:
    """Take what waits for one user, for this sender alone.

    A user who was sent something of these kinds since `day_began` waits for the next
    day: one mail a day at most.
    """
    mail, other = aliased(OutgoingMail), aliased(OutgoingMail)
    has_had = select(other.id).where(
        other.to_user_id == mail.to_user_id,
        other.kind.in_(kinds),
        or_(
            and_(other.sent_at >= day_began, other.sent_at <= clock.latest()),
            _is_held(other),
        ),
    )
    first = _first_due(select(mail.to_user_id).where(~has_had.exists()), mail, kinds)
    theirs = OutgoingMail.to_user_id == first
    return _take(by, and_(theirs, OutgoingMail.kind.in_(kinds)))


def claim_urgent(by: str, kinds: Collection[str]) -> list[OutgoingMail]:
    """Take what cannot wait for one user at one address, whatever they were sent
    today."""
    mail = aliased(OutgoingMail)
    theirs = and_(
        OutgoingMail.to_user_id == _first_due(select(mail.to_user_id), mail, kinds),
        OutgoingMail.address == _first_due(select(mail.address), mail, kinds),
    )
    return _take(by, and_(theirs, OutgoingMail.kind.in_(kinds)))


def settle(by: str, mails: Collection[int], state: MailState) -> int:
    """Write down what became of mails that this sender still holds; how many."""
    sent_at = clock.now() if state is MailState.SENT else None
    return _write(by, mails, state=state, sent_at=sent_at, last_error="")


def postpone(by: str, mail: OutgoingMail, trouble: str) -> MailState:
    """Try a mail again later, each time after a longer wait; at last give it up."""
    is_last = mail.tries >= MOST_TRIES
    state = MailState.GIVEN_UP if is_last else MailState.WAITING
    gap = GAPS[min(mail.tries, len(GAPS)) - 1]
    later = clock.now() + gap
    _write(by, [mail.id], state=state, not_before=later, last_error=trouble)
    return state


def put_back(by: str, mails: Collection[int], trouble: str) -> int:
    """Leave mails as they were found: the fault was not theirs."""
    tries = OutgoingMail.tries - 1
    return _write(by, mails, tries=tries, last_error=trouble)


def counts(kinds: Collection[str], since: datetime) -> dict[MailState, int]:
    """The number of mails by state: those that wait, or were settled since `since`."""
    is_waiting = OutgoingMail.state == MailState.WAITING
    rows = db.session.execute(
        select(OutgoingMail.state, func.count())
        .where(OutgoingMail.kind.in_(kinds))
        .where(or_(is_waiting, OutgoingMail.not_before >= since))
        .group_by(OutgoingMail.state)
    )
    return dict.fromkeys(MailState, 0) | {row[0]: row[1] for row in rows}


def is_misdated(mail: Any) -> ColumnElement[bool]:
    """Whether it waits for longer than any mail does: a clock was wrong."""
    longest: ColumnElement[bool] = mail.not_before > clock.now() + LONGEST_WAIT
    return longest


def _take(by: str, those: ColumnElement[bool]) -> list[OutgoingMail]:
    """Claim mails in one UPDATE that checks that they are free."""
    taken = (
        update(OutgoingMail)
        .where(those, _is_due(OutgoingMail))
        .values(claimed_at=clock.now(), claimed_by=by, tries=OutgoingMail.tries + 1)
        .returning(OutgoingMail.id)
        .execution_options(synchronize_session=False)
    )
    ids = db.session.scalars(taken).all()
    query = select(OutgoingMail).where(OutgoingMail.id.in_(ids))
    fresh = query.execution_options(populate_existing=True)
    return list(db.session.scalars(fresh.order_by(OutgoingMail.id)))


def _first_due(query: Select[Any], mail: Any, kinds: Collection[str]) -> Any:
    """The next mail to send, or None; its row is locked until the commit."""
    return (
        query.where(mail.kind.in_(kinds), _is_due(mail))
        .order_by(mail.not_before, mail.id)
        .limit(1)
        .with_for_update()
        .scalar_subquery()
    )


def _write(by: str, mails: Collection[int], **values: Any) -> int:
    """Only what this sender still holds, so that a late one changes nothing."""
    held = [
        OutgoingMail.id.in_(mails),
        OutgoingMail.claimed_by == by,
        OutgoingMail.state == MailState.WAITING,
    ]
    free = {"claimed_at": None, "claimed_by": ""}
    written = update(OutgoingMail).where(*held).values(**free, **values)
    plain = written.execution_options(synchronize_session=False)
    return len(db.session.scalars(plain.returning(OutgoingMail.id)).all())


def _is_due(mail: Any) -> ColumnElement[bool]:
    return and_(
        mail.state == MailState.WAITING,
        or_(mail.not_before <= clock.now(), is_misdated(mail)),
        ~_is_held(mail),
    )


def _is_held(mail: Any) -> ColumnElement[bool]:
    """Whether a sender has it now; the claim of one that crashed runs out."""
    since = clock.now() - LEASE
    is_recent = and_(mail.claimed_at > since, mail.claimed_at <= clock.latest())
    return and_(mail.claimed_at.is_not(None), is_recent)
