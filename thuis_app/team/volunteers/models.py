from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from thuis_app.core import clock
from thuis_app.core.database import Base
from thuis_app.core.day_parts import DayPart
from thuis_app.core.enum_sets import EnumSet
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import Contact
from thuis_app.team.volunteers import rules
from thuis_app.team.volunteers.rules import (
    USUAL,
    Interest,
    Load,
    Requirement,
    SpokenLanguage,
    VolunteerStage,
)

IS_OPEN = text("talked_at IS NULL")


class Volunteer(Base):
    """The profile of a user who visits, drives or hosts.

    The key is that of the account, so that 'whose visit' is one comparison. `contact`
    is the person they are to the foundation, where that is known: who visits may well
    be helped too. `people` is how many they visit now, kept with every match.
    """

    __tablename__ = "volunteer"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    contact_id: Mapped[int | None] = mapped_column(
        ForeignKey("contact.id"), unique=True
    )
    stage: Mapped[VolunteerStage] = mapped_column(
        default=VolunteerStage.ACTIVE, index=True
    )
    stage_since: Mapped[date] = mapped_column(default=lambda: clock.today())
    paused_until: Mapped[date | None]
    talked_on: Mapped[date | None]
    since: Mapped[date] = mapped_column(default=lambda: clock.today())
    until: Mapped[date | None]
    drives: Mapped[bool] = mapped_column(default=False)
    pets_ok: Mapped[bool] = mapped_column(default=True)
    smoke_ok: Mapped[bool] = mapped_column(default=True)
    most_people: Mapped[int] = mapped_column(default=USUAL)
    people: Mapped[int] = mapped_column(default=0)
    languages: Mapped[frozenset[SpokenLanguage]] = mapped_column(
        EnumSet(SpokenLanguage), default=frozenset()
    )
    interests: Mapped[frozenset[Interest]] = mapped_column(
        EnumSet(Interest), default=frozenset()
    )
    note: Mapped[str] = mapped_column(default="")
    home_address: Mapped[str] = mapped_column(default="")
    born_on: Mapped[date | None]
    emergency_name: Mapped[str] = mapped_column(default="")
    emergency_telephone: Mapped[str] = mapped_column(default="")

    user: Mapped[User] = relationship(lazy="raise_on_sql")
    contact: Mapped[Contact | None] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}

    @property
    def id(self) -> int:
        """One card for one account, so it has the account's number."""
        return self.user_id

    @classmethod
    def blank(cls, user_id: int) -> "Volunteer":
        """The card of a volunteer of whom nothing was written down yet."""
        return cls(
            user_id=user_id,
            version=0,
            stage=VolunteerStage.ACTIVE,
            stage_since=clock.today(),
            since=clock.today(),
            drives=False,
            pets_ok=True,
            smoke_ok=True,
            most_people=USUAL,
            people=0,
            languages=frozenset(),
            interests=frozenset(),
            note="",
            home_address="",
            emergency_name="",
            emergency_telephone="",
        )


class VolunteerTime(Base):
    """A part of the week in which a volunteer can come: 0 is Monday."""

    __tablename__ = "volunteer_time"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day_part: Mapped[DayPart] = mapped_column(primary_key=True)


class VolunteerBlock(Base):
    """Days on which a volunteer does not come: this month not."""

    __tablename__ = "volunteer_block"
    __table_args__ = (Index(None, "user_id", "until_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    from_on: Mapped[date]
    until_on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    calls_self: Mapped[bool] = mapped_column(default=False)


class RequirementSetting(Base):
    """Whether something is required, and how many months it stays good."""

    __tablename__ = "requirement_setting"

    requirement: Mapped[Requirement] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    is_required: Mapped[bool] = mapped_column(default=True)
    valid_months: Mapped[int | None]

    __mapper_args__ = {"version_id_col": version}

    @property
    def id(self) -> str:
        """One setting for one requirement, so it has its name."""
        return self.requirement.value

    @classmethod
    def usual(cls, requirement: Requirement) -> "RequirementSetting":
        """The default of a requirement."""
        return cls(
            requirement=requirement,
            version=0,
            is_required=True,
            valid_months=rules.VALID_MONTHS[requirement],
        )


class VolunteerRequirement(Base):
    """A requirement of a volunteer, and that it was seen; never the paper itself."""

    __tablename__ = "volunteer_requirement"
    __table_args__ = (
        UniqueConstraint("user_id", "requirement"),
        Index(None, "review_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    requirement: Mapped[Requirement]
    requested_on: Mapped[date | None]
    met_on: Mapped[date | None]
    seen_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    review_by: Mapped[date | None]

    __mapper_args__ = {"version_id_col": version}


class VolunteerChange(Base):
    """A change of stage of a volunteer: since when, and who recorded it."""

    __tablename__ = "volunteer_change"
    __table_args__ = (Index(None, "user_id", "recorded_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    stage: Mapped[VolunteerStage]
    since: Mapped[date]
    recorded_by: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    note: Mapped[str] = mapped_column(default="")


class TalkWish(Base):
    """The volunteer would like to talk, as after a heavy visit; one is open at most."""

    __tablename__ = "talk_wish"
    __table_args__ = (
        Index(None, "talked_at", "asked_at"),
        Index(
            None, "user_id", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    asked_by: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    talked_by: Mapped[int | None]
    talked_at: Mapped[datetime | None]


@dataclass(frozen=True)
class VolunteerRow:
    """A volunteer: account, profile (a blank one at first), and villages."""

    user: User
    profile: Volunteer
    villages: tuple[str, ...]
    missing: tuple[Requirement, ...] = ()

    @property
    def load(self) -> Load:
        return rules.load(self.profile.people, self.profile.most_people)


@dataclass(frozen=True)
class RequirementStatus:
    """The requirements of a volunteer, met or not."""

    user_id: int
    settings: Mapping[Requirement, RequirementSetting]
    kept: Mapping[Requirement, VolunteerRequirement]

    @property
    def required(self) -> tuple[Requirement, ...]:
        return tuple(one for one in Requirement if self.settings[one].is_required)

    def line(self, name: Requirement) -> VolunteerRequirement:
        """The row of a requirement; a blank one at first."""
        blank = VolunteerRequirement(version=0, user_id=self.user_id, requirement=name)
        return self.kept.get(name) or blank

    @property
    def missing(self) -> tuple[Requirement, ...]:
        met = {one: row.review_by for one, row in self.kept.items() if row.met_on}
        return rules.lacking(met, self.required, clock.today())


@dataclass(frozen=True)
class Expiring:
    """A paper of a volunteer that runs out, and which announcement of it is due."""

    user: User
    requirement: Requirement
    review_by: date
    announced: int | None
