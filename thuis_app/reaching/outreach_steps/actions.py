"""Changing the table of outreach."""

from sqlalchemy.orm.attributes import flag_modified

from thuis_app.core import audit_log
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import RuleBroken, require
from thuis_app.reaching.outreach_steps import policy, rules
from thuis_app.reaching.outreach_steps.models import (
    OutreachGap,
    OutreachTable,
    OutreachWay,
)
from thuis_app.reaching.outreach_steps.rules import OutreachStepAuditEvent, Table


def change_table(actor: Actor, stored: OutreachTable, table: Table) -> None:
    """Wait and try by another table from now on; what is planned already stays."""
    require(policy.may_change_table(actor))
    if rules.faults(table):
        raise RuleBroken("outreach.table_wrong")
    stored.minimum_gap = table.minimum_gap
    stored.after_a_talk = table.after_a_talk
    stored.not_now_rests = table.not_now_rests
    _write_gaps(stored, table)
    _write_ways(stored, table)
    db.session.add(stored)
    flag_modified(stored, "minimum_gap")  # gaps and ways are rows of their own
    audit_log.record(
        actor, OutreachStepAuditEvent.TABLE_CHANGED, stored, contact_id=None
    )


def _write_gaps(stored: OutreachTable, table: Table) -> None:
    known = {gap.number: gap for gap in stored.gaps}
    for number, days in enumerate(table.gaps, 1):
        gap = known.pop(number, None) or OutreachGap(number=number)
        gap.days = days
        if gap not in stored.gaps:
            stored.gaps.append(gap)
    for gap in known.values():
        stored.gaps.remove(gap)


def _write_ways(stored: OutreachTable, table: Table) -> None:
    known = {way.channel: way for way in stored.ways}
    for place, one in enumerate(table.ways, 1):
        way = known.pop(one.channel, None) or OutreachWay(channel=one.channel)
        way.place = place
        for part in DayPart:
            setattr(way, part, part in one.parts)
        if way not in stored.ways:
            stored.ways.append(way)
    for way in known.values():
        stored.ways.remove(way)
