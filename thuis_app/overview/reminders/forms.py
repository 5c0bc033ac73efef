"""The texts of the mails, in the language of the reader."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext as _n

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.outbox import MailContent
from thuis_app.overview.reminders import queries
from thuis_app.overview.reminders.rules import (
    DayMail,
    PapersMail,
    ReminderAuditEvent,
    ReminderFigures,
    ReportsMail,
)
from thuis_app.team.volunteers import queries as volunteers
from thuis_app.visiting.concerns.rules import LookMail

AUDIT_EVENTS = {
    ReminderAuditEvent.POSTED: _l("Reminder by mail prepared"),
    ReminderAuditEvent.PAPERS_ANNOUNCED: _l("Mail about papers prepared"),
    ReminderAuditEvent.REPORTS_ASKED: _l("Mail that asks for reports prepared"),
}


def day(reader: Actor, mail: DayMail) -> MailContent | None:
    """The mail of a day; None once the day is over or nothing waits."""
    today = clock.today()
    if mail.day != today:
        return None
    found = queries.figures(reader, today)
    if not found.is_worth_a_mail:
        return None
    own = _visits(found) + _people(found) + _reports(found)
    others = _board(found) + _volunteers(found)
    return MailContent(_("What waits for you today"), own + others)


def reports(reader: Actor, _mail: ReportsMail) -> MailContent | None:
    """That reports are still asked for; None once they are all written."""
    missing = queries.missing_reports(reader)
    if not missing:
        return None
    waits = _n(
        "%(num)s visit still waits for your report. A few lines are enough.",
        "%(num)s visits still wait for your report. A few lines are enough.",
        missing,
    )
    return MailContent(_("A report is missing"), [waits])


def papers(reader: Actor, mail: PapersMail) -> MailContent | None:
    """That papers of a volunteer run out, as long as they still do."""
    wanted = mail.volunteer_id, mail.requirement, mail.within
    running_out = volunteers.expiring(reader, clock.today())
    if wanted not in {(o.user.id, o.requirement, o.announced) for o in running_out}:
        return None
    said = _(
        "A paper of a volunteer runs out within %(number)s days.",
        number=mail.within,
    )
    request = _("Ask for a new one in time, then nobody has to stop visiting.")
    return MailContent(_("A paper runs out"), [said, request])


def look(reader: Actor, _mail: LookMail) -> MailContent | None:
    """The mail that calls to look, without a word on its cause."""
    if not (reader.is_safeguarding_lead or reader.is_stand_in):
        return None
    request = _("Please open Thuis today. Something waits for you there.")
    return MailContent(_("Please have a look in Thuis"), [request])


def _visits(found: ReminderFigures) -> list[str]:
    today, tomorrow = found.visits_today, found.visits_tomorrow
    now = _n("You have %(num)s visit today.", "You have %(num)s visits today.", today)
    soon = _n(
        "You have %(num)s visit tomorrow.",
        "You have %(num)s visits tomorrow.",
        tomorrow,
    )
    return _count_words((today, now), (tomorrow, soon))


def _people(found: ReminderFigures) -> list[str]:
    new, asked = found.new_people, found.questions
    call = _n(
        "%(num)s person is new to you. Call for a first appointment.",
        "%(num)s people are new to you. Call for a first appointment.",
        new,
    )
    answer = _n(
        "%(num)s question whether you would visit somebody waits for your answer.",
        "%(num)s questions whether you would visit somebody wait for your answer.",
        asked,
    )
    return _count_words((new, call), (asked, answer))


def _reports(found: ReminderFigures) -> list[str]:
    missing, kept, wrong = found.to_report, found.on_tablet, found.to_put_right
    waits = _n(
        "%(num)s visit still waits for your report. A few lines are enough.",
        "%(num)s visits still wait for your report. A few lines are enough.",
        missing,
    )
    stays = _n(
        "%(num)s report is still on your tablet. Open Thuis there once.",
        "%(num)s reports are still on your tablet. Open Thuis there once.",
        kept,
    )
    wanting = _n(
        "%(num)s report that you sent asks something of you.",
        "%(num)s reports that you sent ask something of you.",
        wrong,
    )
    return _count_words((missing, waits), (kept, stays), (wrong, wanting))


def _board(found: ReminderFigures) -> list[str]:
    lines, overdue = found.board, found.overdue
    waits = _n(
        "On your work board waits %(num)s line.",
        "On your work board wait %(num)s lines.",
        lines,
    )
    late = _n(
        "%(num)s report of a volunteer is late. A call often helps.",
        "%(num)s reports of volunteers are late. A call often helps.",
        overdue,
    )
    return _count_words((lines, waits), (overdue, late))


def _volunteers(found: ReminderFigures) -> list[str]:
    papers, tablets = found.papers, found.tablets
    end = _n(
        "A paper of %(num)s volunteer runs out soon.",
        "Papers of %(num)s volunteers run out soon.",
        papers,
    )
    stay = _n(
        "%(num)s volunteer has reports on a tablet that do not come in.",
        "%(num)s volunteers have reports on a tablet that do not come in.",
        tablets,
    )
    return _count_words((papers, end), (tablets, stay))


def _count_words(*pairs: tuple[int, str]) -> list[str]:
    """The sentences of which there is at least one."""
    return [words for number, words in pairs if number]
