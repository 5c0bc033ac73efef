"""By which table this foundation goes."""

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import require
from thuis_app.reaching.outreach_steps import policy
from thuis_app.reaching.outreach_steps.models import (
    OutreachGap,
    OutreachTable,
    OutreachWay,
)
from thuis_app.reaching.outreach_steps.rules import STANDARD, Table


def table() -> Table:
    """By which table this foundation goes; nobody is named in it, so all may read."""
    found = db.session.scalar(_stored_table())
    return found.table if found else STANDARD


def stored_table(actor: Actor) -> OutreachTable:
    """The table as it is stored, to be changed; what one begins with when none is."""
    require(policy.may_read_table(actor))
    return db.session.scalar(_stored_table()) or _blank_table()


def _stored_table() -> Select[OutreachTable]:
    return select(OutreachTable).options(
        selectinload(OutreachTable.gaps), selectinload(OutreachTable.ways)
    )


def _blank_table() -> OutreachTable:
    """The standard table, not stored yet."""
    gaps = [OutreachGap(number=at, days=d) for at, d in enumerate(STANDARD.gaps, 1)]
    ways = [
        OutreachWay(
            channel=way.channel,
            place=place,
            **{part: part in way.parts for part in DayPart},
        )
        for place, way in enumerate(STANDARD.ways, 1)
    ]
    return OutreachTable(
        id=1,
        version=0,
        minimum_gap=STANDARD.minimum_gap,
        after_a_talk=STANDARD.after_a_talk,
        not_now_rests=STANDARD.not_now_rests,
        gaps=gaps,
        ways=ways,
    )
