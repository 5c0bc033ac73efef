from datetime import date
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, String, cast
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.activities.bookings.models import Booking
from thuis_app.core import clock
from thuis_app.core.database import Base, one_of
from thuis_app.core.day_parts import WeekPart
from thuis_app.core.enum_sets import EnumSet
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Namesake, full_name, year_of_birth
from thuis_app.people.tasks.models import Task, is_open_about
from thuis_app.people.tasks.rules import NewTask, TaskKind
from thuis_app.support.respite.rules import (
    OPEN,
    OWN_TASKS,
    AskedBy,
    CareForm,
    CareRhythm,
    HoldOut,
    Need,
    OwnView,
    RequestState,
    RespiteDetails,
    UnmetReason,
    Urgency,
)


class RespiteRequest(Base):
    """A carer asks for time of their own, and a place for the one they care for.

    `needs` is what the host has to know; `wanted_parts` the parts of the week in which
    time of their own would help.
    """

    __tablename__ = "respite_request"
    __table_args__ = (Index(None, "state", "asked_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[RequestState] = mapped_column(default=RequestState.ASKED)
    carer_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    cared_for_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    asked_by: Mapped[AskedBy] = mapped_column(default=AskedBy.CARER)
    asked_on: Mapped[date] = mapped_column(default=lambda: clock.today())
    relation: Mapped[str] = mapped_column(default="")
    hours_a_week: Mapped[int | None]
    duties: Mapped[str] = mapped_column(default="")
    wanted_for: Mapped[str] = mapped_column(default="")
    hold_out: Mapped[HoldOut] = mapped_column(default=HoldOut.UNKNOWN)
    says: Mapped[OwnView | None] = mapped_column(one_of(OwnView, "says"))
    likes: Mapped[str] = mapped_column(default="")
    needs: Mapped[frozenset[Need]] = mapped_column(EnumSet(Need), default=frozenset())
    need_note: Mapped[str] = mapped_column(default="")
    care_form: Mapped[CareForm] = mapped_column(default=CareForm.ROOM)
    rhythm: Mapped[CareRhythm] = mapped_column(default=CareRhythm.ONCE)
    wanted_parts: Mapped[frozenset[WeekPart]] = mapped_column(
        EnumSet(WeekPart), default=frozenset()
    )
    start_on: Mapped[date | None]
    urgency: Mapped[Urgency] = mapped_column(default=Urgency.NORMAL)
    transport: Mapped[str] = mapped_column(default="")
    others_who_help: Mapped[str] = mapped_column(default="")
    emergency_contact: Mapped[str] = mapped_column(default="")

    talked_on: Mapped[date | None]
    talked_with: Mapped[str] = mapped_column(default="")
    heard: Mapped[str] = mapped_column(default="")
    options: Mapped[str] = mapped_column(default="")
    chosen: Mapped[str] = mapped_column(default="")
    call_by: Mapped[date | None]
    clarified_by: Mapped[int | None]
    host_may_read: Mapped[bool] = mapped_column(default=False)
    unmet_because: Mapped[UnmetReason | None]
    unmet_note: Mapped[str] = mapped_column(default="")

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_stopped(self) -> bool:
        """Whether one of the two may not be approached any more."""
        return self.carer.is_stopped or self.cared_for.is_stopped

    def tasks(self, kind: TaskKind, due_on: date) -> list[NewTask]:
        """What is next, as a task about the carer, and, where they live in another
        village, about the one who is cared for."""
        carer, cared_for = self.carer, self.cared_for
        is_near = carer.area_id == cared_for.area_id
        shown = RespiteDetails(cared_for.full_name, self.wanted_for, self.asked_on)
        return [
            NewTask(
                kind=kind,
                source=self.source(person),
                due_on=due_on,
                area_id=person.area_id,
                contact_id=person.id,
                is_urgent=self.urgency is Urgency.SOON,
                details=shown,
            )
            for person in ([carer] if is_near else [carer, cared_for])
        ]

    def source(self, person: Contact) -> str:
        """The source of the task about this request and one of the two."""
        return f"{self.id}:{person.id}"

    carer: Mapped[Contact] = relationship(foreign_keys=[carer_id], lazy="raise_on_sql")
    cared_for: Mapped[Contact] = relationship(
        foreign_keys=[cared_for_id], lazy="raise_on_sql"
    )
    bookings: Mapped[list[Booking]] = relationship(
        order_by=Booking.on, viewonly=True, lazy="raise_on_sql"
    )
    open_task: Mapped[Task | None] = relationship(
        primaryjoin=lambda: is_open_about(
            cast(RespiteRequest.id, String)
            + ":"
            + cast(RespiteRequest.carer_id, String),
            OWN_TASKS,
        ),
        viewonly=True,
        lazy="raise_on_sql",
    )

    __mapper_args__ = {"version_id_col": version}


class WaitingRequest(NamedTuple):
    """A request in the list, with what the list shows and no more."""

    id: int
    state: RequestState
    rhythm: CareRhythm
    urgency: Urgency
    hold_out: HoldOut
    asked_on: date
    start_on: date | None
    wanted_parts: frozenset[WeekPart]
    carer_id: int
    village: str
    called_name: str
    initials: str
    prefix: str
    last_name: str
    area_id_cared_for: int
    called_name_cared_for: str
    initials_cared_for: str
    prefix_cared_for: str
    last_name_cared_for: str
    owner: str | None
    cared_for_id: int
    birth_date: date | None
    birth_year: int | None
    birth_date_cared_for: date | None
    birth_year_cared_for: int | None
    street: str
    house_number: str
    alike: int
    is_carer: bool
    street_cared_for: str
    number_cared_for: str
    alike_cared_for: int
    is_carer_cared_for: bool

    @property
    def carer_name(self) -> str:
        return full_name(*self[10:14])

    @property
    def cared_for_name(self) -> str:
        return full_name(*self[15:19])

    @property
    def both(self) -> list[Namesake]:
        """The carer and the one they care for, with what tells them apart."""
        carer = Namesake(
            self.carer_id,
            self.carer_name,
            self.alike,
            year_of_birth(self.birth_date, self.birth_year),
            f"{self.street} {self.house_number}".strip(),
            self.is_carer,
        )
        cared_for = Namesake(
            self.cared_for_id,
            self.cared_for_name,
            self.alike_cared_for,
            year_of_birth(self.birth_date_cared_for, self.birth_year_cared_for),
            f"{self.street_cared_for} {self.number_cared_for}".strip(),
            self.is_carer_cared_for,
        )
        return [carer, cared_for]
