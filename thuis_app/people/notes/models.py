from datetime import date, datetime, time

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core import clock
from thuis_app.core.database import Base, one_of
from thuis_app.people.notes.rules import Direction, NoteChannel, Said, Written


class Note(Base):
    """What was said in a call, at a door or in a letter, or what is good to know.

    Of a note that was taken back only who wrote it, when, and the reason remain.
    """

    __tablename__ = "note"
    __table_args__ = (
        Index(None, "contact_id", "said_on", "id"),
        Index(None, "volunteer_id", "said_on", "id"),
        Index(None, "offering_id", "said_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    volunteer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    offering_id: Mapped[int | None] = mapped_column(ForeignKey("offering.id"))
    text: Mapped[str]
    with_whom: Mapped[str] = mapped_column(default="")
    channel: Mapped[NoteChannel] = mapped_column(one_of(NoteChannel, "note_channel"))
    direction: Mapped[Direction] = mapped_column(one_of(Direction, "note_direction"))
    on: Mapped[date] = mapped_column("said_on", default=lambda: clock.today())
    at: Mapped[time | None] = mapped_column("said_at")
    written_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    taken_back_on: Mapped[date | None]
    taken_back_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    taken_back_because: Mapped[str] = mapped_column(default="")

    __mapper_args__ = {"version_id_col": version}

    @property
    def written(self) -> Written:
        return Written(
            self.written_by, self.written_at, clock.local(self.written_at).date()
        )

    @property
    def said(self) -> Said:
        return Said(
            self.text, self.on, self.at, self.with_whom, self.channel, self.direction
        )


class NoteVersion(Base):
    """What a note said before a correction: the whole of it, and who corrected it."""

    __tablename__ = "note_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id"), index=True)
    text: Mapped[str]
    with_whom: Mapped[str]
    channel: Mapped[NoteChannel] = mapped_column(one_of(NoteChannel, "version_channel"))
    direction: Mapped[Direction] = mapped_column(one_of(Direction, "version_direction"))
    on: Mapped[date] = mapped_column("said_on")
    at: Mapped[time | None] = mapped_column("said_at")
    replaced_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    replaced_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
