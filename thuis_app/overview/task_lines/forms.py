"""The line of a task: why it is there, and the button by which it is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from thuis_app.activities.bookings.rules import RoomClosedDetails
from thuis_app.core import clock
from thuis_app.people.contacts.rules import InformDetails
from thuis_app.people.notes.rules import FollowUpDetails
from thuis_app.people.relations.rules import LostSupportDetails
from thuis_app.people.tasks.models import OfferingDetails, Task
from thuis_app.people.tasks.rules import AgreementDetails, TaskKind
from thuis_app.people.wishes.rules import WishDetails
from thuis_app.reaching.outreach import forms as outreach
from thuis_app.reaching.outreach.rules import AttemptDetails
from thuis_app.reaching.signals.rules import InformReporterDetails, SignalDetails
from thuis_app.support.referrals.rules import ReferralDetails
from thuis_app.support.respite.rules import RespiteDetails
from thuis_app.team.claims.rules import SettleDetails
from thuis_app.team.trainings.rules import AttendanceDetails
from thuis_app.team.volunteers.rules import PaperDetails, TalkDetails
from thuis_app.visiting.first_visits.rules import FirstVisitDetails
from thuis_app.visiting.matches.rules import CallVolunteerDetails, EndReason
from thuis_app.visiting.matching.rules import (
    MatchRequestDetails,
    RefusedBy,
    RepeatQuestionDetails,
)
from thuis_app.visiting.offline.rules import TabletDetails
from thuis_app.visiting.report_replies.rules import PromiseDetails
from thuis_app.visiting.visit_reports.rules import (
    AbsenceDetails,
    Mood,
    ReportDetails,
)
from thuis_app.visiting.visits.rules import CoverDetails, TellDetails, VisitDetails
from thuis_app.web.filters import day, hour, label, when
from thuis_app.web.links import link
from thuis_app.web.return_to import leading_back

LONGEST_WORDS = 140


@dataclass(frozen=True)
class TaskLine:
    """What the line of a task says of it.

    `reason` is why it is there, `verb` the word on its button, and `address` the page
    where it is done. `who` names whom it is about where that is no person yet. With
    `in_panel` the page opens beside the list, in the panel or, with `is_panel`, as the
    panel itself; `limit` is the day from which it is late, where that is not the day
    on which it is due. `is_file` says that the page is a whole file, with more to do
    than this; on any other the forms lead back to `page`, the list.
    """

    reason: str
    verb: str
    address: str
    who: str = ""
    in_panel: bool = True
    is_panel: bool = False
    limit: date | None = None
    is_file: bool = False
    page: str = ""

    def leading_back(self, page: str) -> "TaskLine":
        """The same line, of which the forms lead back to `page`."""
        if self.is_file:
            return replace(self, page=page)
        return replace(self, address=leading_back(self.address, page), page=page)


def line(task: Task, volunteer: str = "") -> TaskLine:
    """The line of a task; `volunteer` is the name of the volunteer it is about."""
    if not task.is_open:
        return TaskLine(
            label(task.kind), _("Open"), _home(task), in_panel=False, is_file=True
        )
    return LINES[task.kind](task, volunteer)


def _signal(task: Task, _volunteer: str) -> TaskLine:
    shown = task.read_details(SignalDetails)
    reason = f"{label(shown.reporter)}: {_cut(shown.noticed)}"
    address = url_for("signals.show", signal_id=task.source)
    return TaskLine(reason, _("Open"), address, who=shown.who, is_panel=True)


def _attempt(task: Task, _volunteer: str) -> TaskLine:
    shown = task.read_details(AttemptDetails)
    reason = outreach.reason(shown, task.number or 1, task.due_on)
    address = url_for("outreach.attempt_form", contact_id=task.contact_id)
    return TaskLine(reason, _("Record"), address)


def _reopened(task: Task, _volunteer: str) -> TaskLine:
    return TaskLine(
        _("Contact is welcome again. Call, and ask for consent."),
        _("Open"),
        _person(task),
        in_panel=False,
        is_file=True,
    )


def _waiting(task: Task, _volunteer: str) -> TaskLine:
    return TaskLine(
        _("Said yes to visits. Nobody visits yet."),
        _("Choose a volunteer"),
        url_for("matching.new_form", contact_id=task.contact_id),
        in_panel=False,
    )


def _match_answer(task: Task, volunteer: str) -> TaskLine:
    on = day(task.read_details(MatchRequestDetails).asked_on, "brief")
    return TaskLine(
        _("%(name)s was asked on %(day)s. No answer yet.", name=volunteer, day=on),
        _("Open"),
        url_for("matching.new_form", contact_id=task.contact_id),
        in_panel=False,
        is_file=True,
    )


def _repeat_question(task: Task, volunteer: str) -> TaskLine:
    shown = task.read_details(RepeatQuestionDetails)
    said = (
        _("%(name)s said ‘not now’ on %(day)s. Ask again.")
        if shown.by is RefusedBy.VOLUNTEER
        else _("‘Not now’ was said to %(name)s on %(day)s. Ask again.")
    )
    return TaskLine(
        said % {"name": volunteer, "day": day(shown.on, "brief")},
        _("Open"),
        url_for("matching.new_form", contact_id=task.contact_id),
        in_panel=False,
        is_file=True,
    )


def _absent(task: Task, volunteer: str) -> TaskLine:
    shown, number = task.read_details(AbsenceDetails), task.number or 1
    reason = (
        _("Nobody home (%(name)s). Call how it is.", name=volunteer)
        if number == 1
        else _(
            "Nobody home, %(number)s times in a row (%(name)s). Call how it is.",
            number=number,
            name=volunteer,
        )
    )
    address = (
        url_for("visit_reports.show", visit_id=shown.visit_id)
        if shown.visit_id
        else _person(task)
    )
    return TaskLine(
        f"{reason} {_cut(shown.words)}".strip(), _("Open"), address, in_panel=False
    )


def _report(task: Task, volunteer: str) -> TaskLine:
    shown = task.read_details(ReportDetails)
    mood = f" {label(shown.mood)}." if shown.mood is Mood.HARD else ""
    if shown.mood is Mood.HARD and shown.in_a_row > 1:
        mood = " " + _("Hard going, %(number)s times in a row.", number=shown.in_a_row)
    reason = f"{volunteer}:{mood} {_cut(shown.words)}".rstrip()
    return TaskLine(
        reason, _("Open"), url_for("visit_reports.show", visit_id=task.source)
    )


def _promise(task: Task, volunteer: str) -> TaskLine:
    shown = task.read_details(PromiseDetails)
    words = _cut(shown.words)
    reason = (
        _("%(name)s answers: %(words)s", name=volunteer, words=words)
        if shown.is_answer
        else _("You would do this: %(words)s", words=words)
    )
    address = url_for("visit_reports.show", visit_id=shown.visit_id)
    return TaskLine(reason, _("Open"), address)


def _first_meeting(task: Task, volunteer: str) -> TaskLine:
    return TaskLine(
        _("Bring %(name)s along for the first time.", name=volunteer),
        _("Plan a visit"),
        url_for("visits.plan_form", contact_id=task.contact_id),
    )


def _first_month(task: Task, volunteer: str) -> TaskLine:
    return TaskLine(
        _("%(name)s visits for a month now. Ask both how it goes.", name=volunteer),
        _("Open"),
        _person(task),
        in_panel=False,
        is_file=True,
    )


def _wish(task: Task, _volunteer: str) -> TaskLine:
    shown = task.read_details(WishDetails)
    reason = f"{label(shown.subject)}: {_cut(shown.words)}".removesuffix(": ")
    address = url_for("referrals.propose_form", contact_id=task.contact_id)
    return TaskLine(reason, _("Find something that suits"), address, in_panel=False)


def _inform_reporter(task: Task, _volunteer: str) -> TaskLine:
    shown = task.read_details(InformReporterDetails)
    name = shown.name or label(shown.reporter)
    reason = _("%(name)s would like to hear what came of it.", name=name)
    address = url_for("signals.show", signal_id=task.source)
    return TaskLine(reason, _("Open"), address, who=shown.who, is_panel=True)


def _plan_visit(task: Task, volunteer: str) -> TaskLine:
    return TaskLine(
        _("%(name)s visits. No next visit is planned.", name=volunteer),
        _("Plan a visit"),
        url_for("visits.plan_form", contact_id=task.contact_id),
    )


def _visit(task: Task, volunteer: str) -> TaskLine:
    if task.planned_on and task.planned_on >= clock.today():
        return _coming(task, volunteer)
    on = day(task.planned_on, "brief")
    reason = _(
        "%(name)s has not written a report yet of %(day)s.", name=volunteer, day=on
    )
    address = url_for("visit_reports.show", visit_id=task.source)
    return TaskLine(reason, _("Open"), address)


def _coming(task: Task, volunteer: str) -> TaskLine:
    """A visit of today or later: who comes, and at which hour where that is known."""
    at = task.read_details(VisitDetails).starts_at
    coming = _("%(name)s comes at %(time)s.", name=volunteer, time=hour(at))
    reason = coming if at else _("%(name)s comes.", name=volunteer)
    address = url_for("visit_reports.show", visit_id=task.source)
    return TaskLine(reason, _("Open"), address)


def _tablet(task: Task, _volunteer: str) -> TaskLine:
    shown = task.read_details(TabletDetails)
    reason = f"{when(shown.starts_at, 'brief')}: {label(shown.reason)}"
    address = url_for("offline.accept_form", report_id=task.source)
    return TaskLine(reason, _("Open"), address, in_panel=False)


def _referral(task: Task, _volunteer: str) -> TaskLine:
    shown = task.read_details(ReferralDetails)
    since = day(shown.since, "brief")
    state = _("%(state)s since %(day)s.", state=label(shown.state), day=since)
    address = url_for("referrals.show", referral_id=task.source)
    return TaskLine(f"{shown.offering}. {state}", _("Open"), address)


def _respite(task: Task, _volunteer: str) -> TaskLine:
    shown = task.read_details(RespiteDetails)
    waits = (clock.today() - (shown.asked_on or clock.today())).days
    days = ngettext("waits %(num)s day", "waits %(num)s days", waits)
    about = _("For %(name)s.", name=shown.cared_for)
    reason = f"{label(task.kind)}. {about} {_cut(shown.wanted_for)} ({days})"
    request_id = task.source.partition(":")[0]
    return TaskLine(reason, _("Open"), url_for("respite.show", request_id=request_id))


def _talk(task: Task, volunteer: str) -> TaskLine:
    shown, number = task.read_details(TalkDetails), task.volunteer_id
    since = day(shown.since, "brief")
    if shown.is_first:
        reason = _("Signed up on %(day)s. Nobody had the first talk yet.", day=since)
        address = url_for("volunteers.first_talk_form", user_id=number)
        return TaskLine(reason, _("Record"), address, volunteer, in_panel=False)
    reason = _("Would like to talk. Asked on %(day)s.", day=since)
    address = url_for("volunteers.show", user_id=number, _anchor="talk")
    return TaskLine(reason, _("Open"), address, volunteer, in_panel=False, is_file=True)


def _paper(task: Task, volunteer: str) -> TaskLine:
    shown = task.read_details(PaperDetails)
    words = {"paper": label(shown.requirement), "day": day(shown.review_by)}
    reason = (
        _("%(paper)s: was good until and including %(day)s.", **words)
        if shown.review_by and shown.review_by < clock.today()
        else _("%(paper)s: good until and including %(day)s.", **words)
    )
    address = url_for(
        "volunteers.requirement_form",
        user_id=task.volunteer_id,
        requirement=shown.requirement.value,
    )
    return TaskLine(reason, _("Renew"), address, volunteer, in_panel=False)


def _hours(task: Task, volunteer: str) -> TaskLine:
    reason = ngettext(
        "%(num)s line of hours or costs waits for your approval.",
        "%(num)s lines of hours or costs wait for your approval.",
        task.number or 0,
    )
    address = url_for("claims.to_approve")
    return TaskLine(reason, _("Approve"), address, volunteer, in_panel=False)


def _settle_hours(task: Task, volunteer: str) -> TaskLine:
    on = day(task.read_details(SettleDetails).on, "brief")
    reason = _("The hours of %(day)s were paid, and the report says otherwise.", day=on)
    address = url_for("claims.show", claim_id=task.source)
    return TaskLine(reason, _("Open"), address, volunteer, in_panel=False)


def _offering(task: Task, _volunteer: str) -> TaskLine:
    shown = task.read_details(OfferingDetails)
    reason = (
        _("Last confirmed on %(day)s. Is it still right?", day=day(shown.confirmed_on))
        if shown.confirmed_on
        else _("Never confirmed. Is it right?")
    )
    address = url_for("offerings.show", offering_id=task.offering_id)
    return TaskLine(reason, _("Open"), address, shown.name, in_panel=False)


def _call_again(task: Task, _volunteer: str) -> TaskLine:
    reason = _("We may call again from now on. How is it?")
    return TaskLine(reason, _("Open"), _person(task), in_panel=False)


def _volunteer_left(task: Task, volunteer: str) -> TaskLine:
    reason = _(
        "%(name)s visits no more. Call, and tell how it goes on.", name=volunteer
    )
    return TaskLine(reason, _("Open"), _person(task), in_panel=False)


def _lost_support(task: Task, _volunteer: str) -> TaskLine:
    shown = task.read_details(LostSupportDetails)
    words = {"name": shown.name, "kind": label(shown.kind).lower()}
    reason = _("%(name)s died (%(kind)s). Call how it is, and what is needed.", **words)
    return TaskLine(reason, _("Open"), _person(task), in_panel=False)


def _tell_offering(task: Task, _volunteer: str) -> TaskLine:
    shown = task.read_details(ReferralDetails)
    reason = _("%(name)s got a referral that stopped. Call them.", name=shown.offering)
    address = url_for("referrals.show", referral_id=task.source)
    return TaskLine(reason, _("Open"), address)


def _room_closed(task: Task, _volunteer: str) -> TaskLine:
    shown = task.read_details(RoomClosedDetails)
    words = {"room": shown.room, "day": day(shown.on, "weekday")}
    reason = _("%(room)s is closed on %(day)s. Call for another place.", **words)
    address = url_for("respite.show", request_id=shown.request_id)
    return TaskLine(reason, _("Open"), address)


def _fetch_key(task: Task, _volunteer: str) -> TaskLine:
    reason = _("We still have a key of the house. Bring it to the family.")
    return TaskLine(reason, _("Open"), _person(task), in_panel=False)


def _thanks(task: Task, _volunteer: str) -> TaskLine:
    reason = _("Write a card by hand, with a few words of whoever visited.")
    return TaskLine(reason, _("Open"), _person(task), in_panel=False)


def _inform(task: Task, _volunteer: str) -> TaskLine:
    by = task.read_details(InformDetails).inform_by
    reason = _("Tell before %(day)s that we keep this.", day=day(by, "weekday"))
    address = _person(task)
    return TaskLine(reason, _("Open"), address, in_panel=False, is_file=True, limit=by)


def _tell(task: Task, _volunteer: str) -> TaskLine:
    shown = task.read_details(TellDetails)
    moment = shown.was_at or shown.starts_at
    reason = _("%(change)s: %(day)s at %(time)s. Call about it.") % {
        "change": label(shown.change),
        "day": when(moment),
        "time": hour(moment),
    }
    return TaskLine(reason, _("Call"), _person(task), in_panel=False)


def _days_off(task: Task, volunteer: str) -> TaskLine:
    shown = task.read_details(CoverDetails)
    reason = ngettext(
        "%(num)s visit in the days off of %(name)s, the first on %(day)s.",
        "%(num)s visits in the days off of %(name)s, the first on %(day)s.",
        task.number or 1,
        name=volunteer,
        day=when(shown.starts_at),
    )
    address = url_for("visits.move_form", visit_id=shown.visit_id)
    return TaskLine(reason, _("Arrange"), address)


def _follow_up(task: Task, volunteer: str) -> TaskLine:
    shown = task.read_details(FollowUpDetails)
    who = shown.name or ("" if task.contact_id else volunteer)
    return TaskLine(shown.what, _("Open"), _subject(task), who, in_panel=False)


def _subject(task: Task) -> str:
    """The page of whom or what a follow-up is about, where the next note is written."""
    if task.contact_id:
        return _person(task)
    if task.volunteer_id:
        return link("volunteer", user_id=task.volunteer_id)
    return url_for("offerings.show", offering_id=task.offering_id)


def _person(task: Task) -> str:
    return link("person", contact_id=task.contact_id)


def _home(task: Task) -> str:
    """Where a task that is done leads to: it does not know its source any more."""
    return _person(task) if task.contact_id else link("home")


def _first_visit(task: Task, _volunteer: str) -> TaskLine:
    return TaskLine(
        _("The first visit is off. Call, and plan it anew."),
        _("Plan a first visit"),
        url_for("first_visits.plan_form", contact_id=task.contact_id),
    )


def _first_visit_answer(task: Task, volunteer: str) -> TaskLine:
    on = day(task.read_details(FirstVisitDetails).on, "brief")
    reason = _(
        "%(name)s came for the first time on %(day)s. Is a visitor welcome?",
        name=volunteer,
        day=on,
    )
    address = url_for("first_visits.answer_form", contact_id=task.contact_id)
    return TaskLine(reason, _("Record"), address)


def _call_volunteer(task: Task, volunteer: str) -> TaskLine:
    because = task.read_details(CallVolunteerDetails).because
    if because is EndReason.DECEASED:
        said = _("Call %(name)s, who came by, and tell of the death.")
    elif because:
        said = _("Call %(name)s, and tell why the visits stop.")
    else:
        said = _("Call %(name)s, and tell why a visit was called off.")
    reason = said % {"name": volunteer}
    return TaskLine(reason, _("Open"), _person(task), in_panel=False)


def _attendance(task: Task, _volunteer: str) -> TaskLine:
    shown = task.read_details(AttendanceDetails)
    on = day(shown.on, "brief")
    reason = _("Was on %(day)s. Who was there is not filled in.", day=on)
    address = url_for("trainings.attendance_form", training_id=task.source)
    return TaskLine(reason, _("Record"), address, shown.title, in_panel=False)


def _agreement(task: Task, _volunteer: str) -> TaskLine:
    shown = task.read_details(AgreementDetails)
    reason = _("The administrator asks whether you agree. It waits a week at most.")
    address = link("agreement", agreement_id=task.source)
    return TaskLine(reason, _("Open"), address, shown.name, in_panel=False)


def _cut(words: str) -> str:
    """So much of a text as fits on a line."""
    is_long = len(words) > LONGEST_WORDS
    return words[:LONGEST_WORDS].rsplit(" ", 1)[0] + " …" if is_long else words


LINES: Mapping[TaskKind, Callable[[Task, str], TaskLine]] = {
    TaskKind.INFORM: _inform,
    TaskKind.SIGNAL: _signal,
    TaskKind.REOPENED: _reopened,
    TaskKind.ATTEMPT: _attempt,
    TaskKind.RESTING: _attempt,
    TaskKind.ABSENT: _absent,
    TaskKind.REPORT: _report,
    TaskKind.WAITING: _waiting,
    TaskKind.FIRST_MEETING: _first_meeting,
    TaskKind.FIRST_MONTH: _first_month,
    TaskKind.WISH: _wish,
    TaskKind.INFORM_REPORTER: _inform_reporter,
    TaskKind.PLAN_VISIT: _plan_visit,
    TaskKind.VISIT: _visit,
    TaskKind.TABLET: _tablet,
    TaskKind.REFERRAL: _referral,
    TaskKind.RESPITE_TALK: _respite,
    TaskKind.RESPITE_PLACE: _respite,
    TaskKind.RESPITE_ANSWER: _respite,
    TaskKind.RESPITE_PRESENCE: _respite,
    TaskKind.RESPITE_NEXT: _respite,
    TaskKind.TALK: _talk,
    TaskKind.PAPER: _paper,
    TaskKind.HOURS: _hours,
    TaskKind.OFFERING: _offering,
    TaskKind.FOLLOW_UP: _follow_up,
    TaskKind.PROMISE: _promise,
    TaskKind.MATCH_ANSWER: _match_answer,
    TaskKind.TELL: _tell,
    TaskKind.DAYS_OFF: _days_off,
    TaskKind.CALL_AGAIN: _call_again,
    TaskKind.VOLUNTEER_LEFT: _volunteer_left,
    TaskKind.LOST_SUPPORT: _lost_support,
    TaskKind.TELL_OFFERING: _tell_offering,
    TaskKind.ROOM_CLOSED: _room_closed,
    TaskKind.FETCH_KEY: _fetch_key,
    TaskKind.CARD: _thanks,
    TaskKind.FIRST_VISIT: _first_visit,
    TaskKind.FIRST_VISIT_ANSWER: _first_visit_answer,
    TaskKind.CALL_VOLUNTEER: _call_volunteer,
    TaskKind.ATTENDANCE: _attendance,
    TaskKind.REPEAT_QUESTION: _repeat_question,
    TaskKind.SETTLE_HOURS: _settle_hours,
    TaskKind.AGREEMENT: _agreement,
}
"""How each kind is shown."""
