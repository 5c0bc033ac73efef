"""What runs by itself in the example: jobs, mails, invitations, tablets."""

from datetime import datetime, timedelta

from thuis_app.core import clock
from thuis_app.core.outbox import MailState
from thuis_app.core.payloads import as_json
from thuis_app.operations.demo.people import DemoVillage, at
from thuis_app.operations.demo.writer import Writer
from thuis_app.overview.reminders.rules import DayMail

MAILS_KEPT = 5
JOBS = (
    *("visits", "signals", "concerns", "sign_ins", "forget", "papers", "reminders"),
    "mail",
)
"""Those that did something; what looks at the files of this server has yet to run."""
TABLETS = (("iPad van Grietje", 0, 0), ("Samsung van Roelie", 1, 1))
"""The name of a tablet, whose it is, and how many reports it still has."""


def runs(writer: Writer, village: DemoVillage) -> None:
    """Rows for what the jobs did, and for what tablets told of themselves."""
    began = clock.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    for name in JOBS:
        writer.add(
            "job_run",
            name=name,
            claimed_at=began,
            finished_at=began + timedelta(seconds=20),
            alive_at=began + timedelta(seconds=20),
            went_well=True,
            done=3,
        )
    _mails(writer, village)
    _invitation(writer, village)
    for tablet, whose, unsent in TABLETS:
        _tablet(writer, village, tablet, village.volunteers[whose][0], unsent)
    writer.finish()


def _mails(writer: Writer, village: DemoVillage) -> None:
    """The mails of the last days about what waits; the one of today waits itself."""
    readers = [village.coordinators[0], *(one[0] for one in village.volunteers[:2])]
    for back in range(MAILS_KEPT):
        day = village.today - timedelta(days=back)
        for user_id in readers:
            sent = at(day, 8, 0) if back else None
            state = MailState.SENT if back else MailState.WAITING
            writer.add(
                "outgoing_mail",
                key=f"reminder:{user_id}:{day.isoformat()}",
                to_user_id=user_id,
                kind=DayMail.kind,
                payload=as_json(DayMail(day)),
                state=state.value,
                not_before=at(day, 7, 0),
                sent_at=sent,
                tries=1 if back else 0,
            )


def _invitation(writer: Writer, village: DemoVillage) -> None:
    """The link of a newcomer, which nobody used yet."""
    writer.add(
        "invitation",
        user_id=village.newcomers[0],
        key_hash=_digits(village),
        made_by=village.coordinators[0],
        made_at=at(village.yesterday, 15, 0),
        used_at=None,
    )


def _tablet(
    writer: Writer, village: DemoVillage, name: str, user_id: int, unsent: int
) -> None:
    """A tablet that was signed in and seen lately, with what it has not sent."""
    seen: datetime = at(village.yesterday, 16, 0)
    device = _digits(village)
    writer.add(
        "user_session",
        user_id=user_id,
        key_hash=_digits(village),
        device=name,
        device_key=device,
        started_at=at(village.yesterday, 9, 0),
        seen_at=seen,
        ended_at=None,
    )
    writer.add(
        "tablet_count",
        user_id=user_id,
        device=device[:16],
        unsent=unsent,
        since=seen if unsent else None,
        missing=0,
        seen_at=seen,
    )


def _digits(village: DemoVillage) -> str:
    return f"{village.random.getrandbits(256):064x}"
