"""The line of each kind of task: why it is there, and where it is done."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from tests import make
from tests.conftest import SignIn
from thuis_app.activities.bookings.rules import RoomClosedDetails
from thuis_app.core import clock
from thuis_app.core.day_parts import DayPart
from thuis_app.overview.task_lines import forms
from thuis_app.overview.task_lines.forms import TaskLine
from thuis_app.people.contacts.rules import InformDetails
from thuis_app.people.notes.rules import FollowUpDetails
from thuis_app.people.relations.rules import LostSupportDetails, RelationKind
from thuis_app.people.tasks import rules
from thuis_app.people.tasks.models import OfferingDetails, Task
from thuis_app.people.tasks.rules import AgreementDetails, TaskDetails, TaskKind
from thuis_app.people.wishes.rules import Subject, WishDetails
from thuis_app.reaching.outreach.rules import AttemptDetails
from thuis_app.reaching.outreach_steps.rules import Channel
from thuis_app.reaching.signals.rules import (
    InformReporterDetails,
    Reporter,
    SignalDetails,
)
from thuis_app.support.referrals.rules import ReferralDetails, ReferralState
from thuis_app.support.respite.rules import RespiteDetails
from thuis_app.team.claims.rules import SettleDetails
from thuis_app.team.trainings.rules import AttendanceDetails
from thuis_app.team.volunteers.rules import PaperDetails, Requirement, TalkDetails
from thuis_app.visiting.first_visits.rules import FirstVisitDetails
from thuis_app.visiting.matches.rules import CallVolunteerDetails, EndReason
from thuis_app.visiting.matching.rules import (
    MatchRequestDetails,
    RefusedBy,
    RepeatQuestionDetails,
)
from thuis_app.visiting.offline.rules import TabletDetails, UploadReason
from thuis_app.visiting.report_replies.rules import PromiseDetails
from thuis_app.visiting.visit_reports.rules import AbsenceDetails, Mood, ReportDetails
from thuis_app.visiting.visits.rules import Change, CoverDetails, TellDetails

pytestmark = pytest.mark.usefixtures("database")

K = TaskKind
TUESDAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)
BITES = '<img src=x onerror="alert(1)">'

ATTEMPT = AttemptDetails(
    Channel.DOOR, DayPart.AFTERNOON, "other_channel:1:card", "In hospital."
)
RESPITE = RespiteDetails("Sietse Mulder", "An afternoon of her own.", TUESDAY)
DETAILS: dict[TaskKind, TaskDetails] = {
    K.INFORM: InformDetails(TUESDAY),
    K.SIGNAL: SignalDetails("A lady", Reporter.NEIGHBOUR, "The curtains are shut."),
    K.ATTEMPT: ATTEMPT,
    K.RESTING: AttemptDetails(reason="rested", resting_because="In hospital."),
    K.REPORT: ReportDetails(Mood.HARD, "She fell last week."),
    K.WISH: WishDetails(Subject.EATING, "Not to eat alone."),
    K.INFORM_REPORTER: InformReporterDetails("A lady", Reporter.NEIGHBOUR, "Ria"),
    K.TALK: TalkDetails(TUESDAY),
    K.PAPER: PaperDetails(Requirement.VOG, TUESDAY),
    K.OFFERING: OfferingDetails("The soup", TUESDAY),
    K.TABLET: TabletDetails(UploadReason.SECOND, NOON),
    K.FOLLOW_UP: FollowUpDetails("Call Annie back."),
    K.REFERRAL: ReferralDetails("The soup", ReferralState.SENT, TUESDAY),
    K.MATCH_ANSWER: MatchRequestDetails(TUESDAY),
    K.TELL: TellDetails(Change.MOVED, NOON, NOON),
    K.DAYS_OFF: CoverDetails(NOON, 7),
    K.RESPITE_TALK: RESPITE,
    K.RESPITE_PLACE: RESPITE,
    K.RESPITE_ANSWER: RESPITE,
    K.RESPITE_PRESENCE: RESPITE,
    K.RESPITE_NEXT: RESPITE,
    K.ABSENT: AbsenceDetails(7),
    K.PROMISE: PromiseDetails(7, "Call her daughter."),
    K.LOST_SUPPORT: LostSupportDetails("Ubbo Nienhuis", RelationKind.PARTNER),
    K.TELL_OFFERING: ReferralDetails("The soup", ReferralState.WITHDRAWN, TUESDAY),
    K.ROOM_CLOSED: RoomClosedDetails("De Huiskamer", TUESDAY, 8),
    K.FIRST_VISIT_ANSWER: FirstVisitDetails(7, TUESDAY),
    K.CALL_VOLUNTEER: CallVolunteerDetails(EndReason.DECEASED),
    K.ATTENDANCE: AttendanceDetails("Listening", TUESDAY),
    K.REPEAT_QUESTION: RepeatQuestionDetails(RefusedBy.VOLUNTEER, TUESDAY),
    K.SETTLE_HOURS: SettleDetails(TUESDAY),
    K.AGREEMENT: AgreementDetails("Sanne Kok"),
}

SHOWN = {
    K.INFORM: ("Tell before Tuesday 24 November that we keep this.", "/people/1"),
    K.SIGNAL: ("A neighbour: The curtains are shut.", "/signals/7"),
    K.REOPENED: ("Contact is welcome again. Call, and ask for consent.", "/people/1"),
    K.ATTEMPT: (
        "Attempt 2. Tried once with a card, so now at the door.",
        "/outreach/1/attempt",
    ),
    K.RESTING: (
        "Attempt 2. Rested until Tuesday 24 November. In hospital.",
        "/outreach/1/attempt",
    ),
    K.ABSENT: ("Nobody home, 2 times in a row (Griet Huis).", "/visits/7"),
    K.REPORT: ("Griet Huis: Hard going. She fell last week.", "/visits/7"),
    K.FIRST_MEETING: ("Bring Griet Huis along for the", "/visits/of/1/plan"),
    K.FIRST_MONTH: ("Griet Huis visits for a month now.", "/people/1"),
    K.WISH: ("Eating together: Not to eat alone.", "/referrals/of/1/new"),
    K.INFORM_REPORTER: ("Ria would like to hear what came of it.", "/signals/7"),
    K.TALK: ("Would like to talk. Asked on Tue 24 Nov.", "/volunteers/3#talk"),
    K.PAPER: (
        "Certificate of conduct (VOG): was good until and including 24 November",
        "/volunteers/3/requirements/vog",
    ),
    K.HOURS: ("2 lines of hours or costs wait for your", "/hours/to-approve"),
    K.OFFERING: ("Last confirmed on 24 November 2026.", "/offerings/7"),
    K.WAITING: ("Said yes to visits. Nobody visits yet.", "/matches/of/1/new"),
    K.PLAN_VISIT: (
        "Griet Huis visits. No next visit is planned.",
        "/visits/of/1/plan",
    ),
    K.MATCH_ANSWER: (
        "Griet Huis was asked on Tue 24 Nov. No answer yet.",
        "/matches/of/1/new",
    ),
    K.VISIT: ("Griet Huis has not written a report yet of Tue 24 Nov.", "/visits/7"),
    K.TABLET: ("Tue 24 Nov: ", "/tablet/waiting/7"),
    K.TELL: ("The visit was moved: Tuesday 24 November at 12:00. Call", "/people/1"),
    K.DAYS_OFF: (
        "2 visits in the days off of Griet Huis, the first on Tuesday 24 November.",
        "/visits/7/move",
    ),
    K.FOLLOW_UP: ("Call Annie back.", "/people/1"),
    K.REFERRAL: ("The soup. Passed on since Tue 24 Nov.", "/referrals/7"),
    K.RESPITE_TALK: (
        "Talk about time to breathe. For Sietse Mulder. An afternoon of her own. "
        "(waits 2 days)",
        "/respite/7",
    ),
    K.RESPITE_PLACE: ("Call about a place in the Thuis kamer. For ", "/respite/7"),
    K.RESPITE_ANSWER: ("Ask whether the held place suits. For ", "/respite/7"),
    K.RESPITE_PRESENCE: ("Ask how it was in the Thuis kamer. For ", "/respite/7"),
    K.RESPITE_NEXT: ("Plan the next time, or round it off. For ", "/respite/7"),
    K.PROMISE: ("You would do this: Call her daughter.", "/visits/7"),
    K.CALL_AGAIN: ("We may call again from now on.", "/people/1"),
    K.VOLUNTEER_LEFT: ("Griet Huis visits no more. Call", "/people/1"),
    K.LOST_SUPPORT: ("Ubbo Nienhuis died (partner). Call", "/people/1"),
    K.TELL_OFFERING: ("The soup got a referral that stopped.", "/referrals/7"),
    K.ROOM_CLOSED: ("De Huiskamer is closed on Tuesday 24 November.", "/respite/8"),
    K.FETCH_KEY: ("We still have a key of the house.", "/people/1"),
    K.CARD: ("Write a card by hand", "/people/1"),
    K.FIRST_VISIT: ("The first visit is off. Call", "/visits/of/1/first"),
    K.FIRST_VISIT_ANSWER: (
        "Griet Huis came for the first time on",
        "/visits/of/1/first/answer",
    ),
    K.AGREEMENT: ("The administrator asks whether you agree.", "/agreements/7"),
    K.ATTENDANCE: ("Was on Tue 24 Nov. Who was", "/trainings/7/attendance"),
    K.CALL_VOLUNTEER: ("Call Griet Huis, who came by, and tell of", "/people/1"),
    K.SETTLE_HOURS: ("The hours of Tue 24 Nov were paid, and", "/hours/7"),
    K.REPEAT_QUESTION: (
        "Griet Huis said ‘not now’ on Tue 24 Nov.",
        "/matches/of/1/new",
    ),
}
"""What the line of each kind begins with, and the page where it is done."""


@pytest.fixture(autouse=True)
def thursday(database: None) -> None:
    now = datetime(2026, 11, 26, 11, tzinfo=UTC)
    clock.set_source(lambda: now)


def source_of(kind: TaskKind) -> str:
    """Row 7; of a request for respite the task of one of two persons."""
    return "7:1" if kind.value.startswith("respite") else "7"


def task(kind: TaskKind, details: TaskDetails | None = None, **more: Any) -> Task:
    """A task of this kind about person 1, opened for row 7."""
    values: dict[str, Any] = {
        "kind": kind,
        "source": source_of(kind),
        "contact_id": 1,
        "volunteer_id": 3,
        "offering_id": 7,
        "due_on": TUESDAY,
        "planned_on": TUESDAY,
        "number": 2,
        "rank": rules.rank_of(kind),
        "details": rules.as_json(details or TaskDetails()),
    }
    return Task(**(values | more))


def shown(app: Flask, found: Task, language: str = "en") -> TaskLine:
    with app.test_request_context(), force_locale(language):
        return forms.line(found, "Griet Huis")


@pytest.mark.parametrize("kind", TaskKind)
def test_each_line_says_why_it_is_there_and_leads_to_where_it_is_done(
    app: Flask, kind: TaskKind
) -> None:
    found = shown(app, task(kind, DETAILS.get(kind)))

    reason, address = SHOWN[kind]
    assert found.reason.startswith(reason), found.reason
    assert found.address == address
    assert found.verb


@pytest.mark.parametrize("kind", [one for one in TaskKind if one is not K.FOLLOW_UP])
def test_each_line_is_said_in_dutch_too(app: Flask, kind: TaskKind) -> None:
    found = task(kind, DETAILS.get(kind))
    english, dutch = shown(app, found), shown(app, found, "nl")

    assert dutch.reason != english.reason
    assert dutch.verb != english.verb
    assert dutch.address == english.address


@pytest.mark.parametrize("kind", TaskKind)
def test_a_task_that_is_done_and_lost_its_details_has_a_line_still(
    app: Flask, kind: TaskKind
) -> None:
    for language in ("en", "nl"):
        assert shown(app, task(kind, closed_at=NOON), language).verb


def test_a_signal_names_whom_it_is_about_where_that_is_no_person_yet(
    app: Flask,
) -> None:
    found = shown(app, task(K.SIGNAL, DETAILS[K.SIGNAL], contact_id=None))

    assert found.who == "A lady"


def test_a_long_story_is_cut_at_a_word(app: Flask) -> None:
    story = "The curtains are shut. " * 20

    found = shown(app, task(K.SIGNAL, SignalDetails("A lady", noticed=story)))

    assert found.reason.endswith(" …") and len(found.reason) < 200
    assert found.reason.removesuffix(" …").split()[-1] in story.split()


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        (K.SIGNAL, SignalDetails(BITES, noticed=BITES)),
        (K.RESTING, AttemptDetails(reason="rested", resting_because=BITES)),
        (K.REFERRAL, ReferralDetails(BITES)),
        (K.RESPITE_TALK, RespiteDetails(BITES, BITES)),
    ],
)
def test_markup_in_names_and_texts_stays_text(
    sign_in: SignIn, kind: TaskKind, details: TaskDetails
) -> None:
    contact = make.contact(BITES)
    row = make.task(kind, contact, details=details, source=source_of(kind))
    browser = sign_in(make.coordinator(name=BITES))

    for address in ("/", f"/tasks/{row.id}", f"/people/{contact.id}"):
        page = browser.get(address)
        assert page.status == 200 and not page.has("img, [onerror]")
        assert BITES in page.text("main")
