"""What everybody gets who sends a form to an address, as `tables` has it for pages;
and for each form how it is filled in so that it is accepted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import pyotp
from sqlalchemy import select

from tests.conftest import TABLET_KEYS
from tests.house.ready import EMAIL, NEW_PASSWORD, PASSWORD, SECRET
from tests.house.sample_data import OTHER_CODE, PAPER_CODE, SampleData
from tests.house.tables import TREASURER, table, with_treasurer
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.core.tablet_encryption import keyring
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskKind

Answer = str | Callable[[SampleData], str]

# What only our own scripts send, in JSON: see tests/visiting/offline.
BY_SCRIPT = {"offline.count", "offline.receive"}

# heard: the answers are read, and a form that is not right is sent back.
POST_ROUTES = with_treasurer(
    table("""\
                           nobody free   visits all    elsew. lead   board  admin
invitations.accept         heard  heard  heard  heard  heard  heard  heard  heard
deputies.end               away   .      .      heard  denied heard  .      heard
deputies.name              away   denied denied heard  heard  heard  denied heard

access_log.sign            away   denied denied denied denied denied heard  heard

agreements.agree           away   .      .      heard  heard  heard  heard  denied
agreements.agree_by_codes  away   .      .      denied denied denied denied heard
agreements.make_codes      away   denied denied heard  heard  heard  heard  denied
agreements.refuse          away   .      .      heard  heard  heard  heard  denied
agreements.take_back       away   .      .      denied denied denied denied heard
emergencies.begin          away   denied denied denied denied denied heard  heard
emergencies.end            away   .      .      heard  heard  heard  heard  heard
absences.create            away   .      .      heard  heard  heard  .      heard
absences.end               away   .      .      heard  heard  heard  .      heard
accounts.create_user       away   denied denied denied denied denied denied heard
accounts.edit_user         away   .      .      .      .      .      .      heard
profile.end_all_sessions   away   heard  heard  heard  heard  heard  heard  heard
profile.end_session        away   heard  .      .      .      .      .      heard
accounts.end_user          away   .      .      .      .      .      .      heard
accounts.invite            away   .      .      .      .      .      .      heard
profile.keys               away   heard  heard  heard  heard  heard  heard  heard
profile.mails              away   heard  heard  heard  heard  heard  heard  heard
sessions.language          heard  heard  heard  heard  heard  heard  heard  heard
accounts.let_in            away   .      .      .      .      .      .      heard
profile.password           away   heard  heard  heard  heard  heard  heard  heard
profile.report_lost        away   heard  heard  heard  heard  heard  heard  heard
sessions.prove             away   heard  heard  heard  heard  heard  heard  heard
factors.make_codes         away   heard  heard  heard  heard  heard  heard  heard
factors.remove             away   heard  heard  heard  heard  heard  heard  heard
factors.reset              away   .      .      .      .      .      .      heard
factors.set_up             away   heard  heard  heard  heard  heard  heard  heard
passkeys.add               away   heard  heard  heard  heard  heard  heard  heard
passkeys.add_by_link       heard  heard  heard  heard  heard  heard  heard  heard
passkeys.make_link         away   heard  heard  heard  heard  heard  heard  heard
passkeys.remove            away   .      .      .      .      heard  .      .
invitations.accept_by_passkey heard  heard  heard  heard  heard  heard  heard  heard
sessions.prove_by_passkey  away   heard  heard  heard  heard  heard  heard  heard
sessions.sign_in_by_passkey heard heard  heard  heard  heard  heard  heard  heard
sessions.sign_in           heard  heard  heard  heard  heard  heard  heard  heard
sessions.sign_out          away   heard  heard  heard  heard  heard  heard  heard
returning.unlock           away   heard  heard  heard  heard  heard  heard  heard
returning.password_instead away   heard  heard  heard  heard  heard  heard  heard
unlock_codes.choose        away   heard  heard  denied denied denied heard  denied
profile.sign_out_user      away   .      .      .      .      .      .      heard

areas.create               away   denied denied denied denied denied denied heard
areas.edit                 away   .      .      .      .      .      .      heard
areas.retire               away   .      .      .      .      .      .      heard
areas.take_back            away   .      .      .      .      .      .      heard

batches.attempt            away   denied denied heard  heard  heard  denied denied
batches.confirm            away   denied denied heard  heard  heard  denied denied
batches.remind             away   denied denied heard  heard  heard  denied denied
batches.tell               away   denied denied heard  heard  heard  denied denied

calendar_feed.make_feed    away   heard  heard  denied denied denied denied denied
calendar_feed.revoke_feed  away   heard  heard  denied denied denied denied denied

first_steps.apply          away   denied denied denied denied denied denied heard
checks.trial_mail          away   denied denied denied denied denied denied heard

claims.approve             away   .      .      heard  .      heard  .      .
claims.approve_all         away   denied denied heard  heard  heard  denied denied
claims.create              away   heard  heard  denied denied denied denied denied
claims.edit                away   .      heard  .      .      .      .      .
claims.correct             away   .      .      heard  .      heard  .      .
bank_accounts.own          away   heard  heard  denied denied denied denied denied
bank_accounts.of_volunteer away   .      .      heard  .      heard  .      .
payments.make              away   denied denied denied denied denied denied denied
payments.record_paid       away   .      .      .      .      .      .      .
payments.take_back         away   .      .      .      .      .      .      .
claims.refuse              away   .      .      heard  .      heard  .      .
claims.reopen              away   .      .      heard  .      heard  .      .
claims.take_back           away   .      heard  .      .      .      .      .
claims.take_over           away   .      heard  .      .      .      .      .
claims.write_for           away   .      .      heard  .      heard  .      .
concerns.acknowledge       away   .      .      .      .      heard  .      .
concerns.close             away   .      .      .      .      heard  .      .
concerns.create            away   .      heard  heard  .      heard  .      .
concerns.set_terms         away   .      .      .      .      heard  .      .
concerns.sort              away   .      .      .      .      heard  .      .
concerns.step              away   .      .      .      .      heard  .      .

contacts.create            away   denied denied heard  heard  heard  denied denied
contacts.edit              away   .      .      heard  .      heard  .      .
contacts.informed          away   .      .      heard  .      heard  .      .

changes.undo               away   .      .      heard  .      heard  .      .

foundation.check_numbers   away   .      .      .      .      heard  .      heard
foundation.change          away   denied denied denied denied denied denied heard

handover.hand_over         away   .      .      heard  .      heard  .      .
handover.see_off           away   .      .      heard  .      heard  .      .


letters.change_text        away   denied denied heard  denied heard  denied heard

matches.edit               away   .      denied heard  .      heard  .      .

matching.accept            away   .      heard  heard  .      heard  .      .
matching.ask               away   .      denied heard  .      heard  .      .
matching.create            away   .      denied heard  .      heard  .      .
matching.decline           away   .      heard  heard  .      heard  .      .
matching.refuse            away   .      denied heard  .      heard  .      .
matching.take_back         away   .      .      heard  .      heard  .      .
matching.withdraw          away   .      denied heard  .      heard  .      .

merging.keep_apart         away   .      .      heard  .      heard  .      .
merging.merge              away   .      .      heard  .      heard  .      .
merging.undo               away   .      .      heard  .      heard  .      .

notes.correct              away   .      .      heard  .      heard  .      .
notes.of_contact           away   .      .      heard  .      heard  .      .
notes.of_offering          away   denied denied heard  heard  heard  .      denied
notes.of_volunteer         away   .      .      heard  .      heard  .      .
notes.take_back            away   .      .      heard  .      heard  .      .

offerings.begin_with       away   denied denied heard  heard  heard  denied heard
offerings.confirm          away   denied denied heard  heard  heard  .      heard
offerings.create           away   denied denied heard  heard  heard  denied heard
offerings.edit             away   denied denied heard  heard  heard  .      heard
offerings.restore          away   denied denied heard  heard  heard  .      heard
offerings.retire           away   denied denied heard  heard  heard  .      heard

offline.accept             away   .      .      heard  .      heard  .      .
offline.count              away   heard  heard  denied denied denied denied denied
offline.hand_back          away   .      heard  .      .      .      .      .
offline.home_screen        away   heard  heard  denied denied denied denied denied
offline.known              away   heard  heard  denied denied denied denied denied
offline.receive            away   heard  heard  denied denied denied denied denied
offline.set_aside          away   .      .      heard  .      heard  .      .
offline.set_aside_unreadable away denied denied heard  heard  heard  denied denied

outreach.assign            away   .      .      heard  .      heard  .      .
outreach.begin             away   .      .      heard  .      heard  .      .
outreach.record            away   .      .      heard  .      heard  .      .
outreach.rest              away   .      .      heard  .      heard  .      .
outreach.stop              away   .      .      heard  .      heard  .      .

outreach_steps.change_table away   denied denied heard  denied heard  denied heard

rates.add_rate             away   denied denied heard  denied heard  denied heard
rates.take_back_rate       away   .      .      heard  .      heard  .      heard

referrals.advance          away   .      denied heard  .      heard  .      .
referrals.note             away   .      denied heard  .      heard  .      .
referrals.propose          away   .      .      heard  .      heard  .      .
referrals.warm             away   .      denied heard  .      heard  .      .

assents.give               away   .      .      heard  .      heard  .      .
assents.withdraw           away   .      .      heard  .      heard  .      .

first_visits.answer        away   .      .      heard  .      heard  .      .
first_visits.plan          away   .      .      heard  .      heard  .      .

relations.add_tie          away   .      .      heard  .      heard  .      .
relations.end_tie          away   .      .      heard  .      heard  .      .
relations.give_consent     away   .      .      heard  .      heard  .      .
relations.represent        away   .      .      heard  .      heard  .      .
relations.withdraw_consent away   .      .      heard  .      heard  .      .

respite.ask                away   .      .      heard  .      heard  .      .
respite.book               away   .      .      heard  .      heard  .      .
respite.clarify            away   .      .      heard  .      heard  .      .
respite.close              away   .      .      heard  .      heard  .      .
respite.edit               away   .      .      heard  .      heard  .      .
respite.unmet              away   .      .      heard  .      heard  .      .

room_pages.attended        away   .      .      heard  .      heard  .      .
room_pages.cancel          away   .      .      heard  .      heard  .      .
room_pages.confirm         away   .      .      heard  .      heard  .      .
room_pages.not_attended    away   .      .      heard  .      heard  .      .
room_pages.release         away   .      .      heard  .      heard  .      .
restore.see                away   .      .      .      .      .      .      heard

practice.make              away   denied denied heard  heard  heard  denied heard
practice.remove            away   .      .      heard  .      heard  .      heard
rooms.create               away   denied denied heard  heard  heard  denied heard
rooms.edit                 away   denied denied heard  .      heard  denied heard

search.find                away   heard  heard  heard  heard  heard  denied denied

signals.accept             away   .      .      heard  .      heard  .      .
signals.create             away   heard  heard  heard  heard  heard  denied denied
signals.decline            away   .      .      heard  .      heard  .      .
signals.edit               away   .      .      heard  .      heard  .      .

stopping.deceased          away   .      .      heard  .      heard  .      .
stopping.finish            away   .      .      heard  .      heard  .      .
stopping.mistake           away   .      .      heard  .      heard  .      .
stopping.moved             away   .      .      heard  .      heard  .      .
stopping.no_contact        away   .      .      heard  .      heard  .      .
stopping.reopen            away   .      .      heard  .      heard  .      .

today.finish               away   .      .      heard  .      heard  .      .
today.give                 away   .      .      heard  .      heard  .      .
today.give_all             away   .      .      heard  heard  heard  .      denied
today.give_all_back        away   .      .      heard  heard  heard  .      denied
today.put_off              away   .      .      heard  .      heard  .      .
today.take                 away   .      .      heard  .      heard  .      .
today.undo                 away   .      .      heard  .      heard  .      .

trainings.add_people       away   .      denied heard  .      heard  .      .
trainings.attendance       away   .      denied heard  .      heard  .      .
trainings.cancel           away   .      denied heard  .      heard  .      .
trainings.create           away   denied denied heard  heard  heard  denied denied
trainings.edit             away   .      denied heard  .      heard  .      .
trainings.sign_off         away   .      heard  denied .      denied .      .
trainings.sign_up          away   .      heard  denied .      denied .      .

report_replies.answer      away   .      heard  denied .      denied .      .
report_replies.read        away   .      denied heard  .      heard  .      .
report_replies.reply       away   .      denied heard  .      heard  .      .
report_replies.see         away   .      heard  denied .      denied .      .

visit_reports.as_planned   away   .      heard  heard  .      heard  .      .
visit_reports.take_back    away   .      heard  .      .      .      .      .
visit_reports.correct      away   .      heard  heard  .      heard  .      .
visit_reports.draft        away   .      heard  heard  .      heard  .      .
visit_reports.report       away   .      heard  heard  .      heard  .      .

visits.cancel              away   .      heard  heard  .      heard  .      .
visits.days_off            away   .      heard  heard  .      heard  .      .
visits.go_on               away   .      heard  heard  .      heard  .      .
visits.move                away   .      heard  heard  .      heard  .      .
visits.move_back           away   .      heard  heard  .      heard  .      .
visits.plan                away   .      heard  heard  .      heard  .      .
visits.substitute          away   .      denied heard  .      heard  .      .
visits.who_calls           away   .      heard  heard  .      heard  .      .

volunteers.ask_talk        away   .      heard  heard  .      heard  .      .
volunteers.block           away   .      heard  heard  .      heard  .      .
volunteers.create          away   denied denied heard  heard  heard  denied denied
volunteers.edit            away   .      .      heard  .      heard  .      .
volunteers.first_talk      away   .      .      heard  .      heard  .      .
volunteers.had_talk        away   .      .      heard  .      heard  .      .
volunteers.invite          away   .      .      heard  .      heard  .      .
volunteers.report_lost     away   .      .      heard  .      heard  .      .
volunteers.move            away   .      .      heard  .      heard  .      .
volunteers.personal        away   .      .      heard  .      heard  .      .
volunteers.require_of      away   .      .      heard  .      heard  .      .
volunteers.set_requirement away   denied denied heard  denied heard  denied heard
volunteers.times           away   .      heard  heard  .      heard  .      .
volunteers.unblock         away   .      heard  heard  .      heard  .      .

incidents.close            away   .      .      heard  .      heard  .      .
incidents.edit             away   .      .      heard  .      heard  .      .
incidents.record           away   .      .      heard  .      heard  .      .
wishes.add                 away   .      .      heard  .      heard  .      .
wishes.move                away   .      .      heard  .      heard  .      .
""")
)


@dataclass(frozen=True)
class Form:
    """What is unusual in how a form is found and filled in; see `accepted`.

    page: where it stands, if not on the page `<route>_form` or `<feature>.new_form`.
    rows: the rows that its address needs instead of the usual ones; `ready` makes them.
    query: what the address of its page ends on.
    sent_by: the column of who sends it, if not the first who may.
    as_it_stands: it needs no other answers than those it holds already.
    answers: where the first choice, or any words, would be refused; '' is no answer.
    """

    page: str = ""
    rows: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    sent_by: int = 0
    as_it_stands: bool = False
    answers: Mapping[str, Answer] = field(default_factory=dict)


def in_days(days: int) -> Answer:
    """The date so many days from the day on which the form is filled in."""
    return lambda _known: (clock.today() + timedelta(days=days)).isoformat()


def due(kind: TaskKind) -> Answer:
    """The task of this kind that is due the longest; no transaction stays open."""
    found = select(Task.id).where(Task.kind == kind, Task.due_on <= clock.today())
    first = found.where(Task.closed_at.is_(None)).order_by(Task.due_on).limit(1)

    def number(_known: SampleData) -> str:
        task_id = db.session.scalar(first)
        db.session.commit()
        return str(task_id)

    return number


def other_offering(known: SampleData) -> str:
    """An offering to which nobody was referred yet."""
    return str(known.values["other_offering_id"])


def new_factor(_known: SampleData) -> str:
    """The secret of a telephone, as the page gives it."""
    return keyring(TABLET_KEYS).encrypt(SECRET, "new factor")


def code_of_new_factor(_known: SampleData) -> str:
    """What that telephone shows now."""
    return pyotp.TOTP(SECRET).now()


UNLOCK_CODE = "40718"
BORN = {"birth_date": "", "birth_year": "1940", "postcode": "9781 AB"}
ROOM = {"telephone": "050 555 0144"} | {
    f"{name}_{day}_{part}": ""
    for name in ("places", "opens", "closes")
    for day in range(7)
    for part in ("morning", "afternoon", "evening")
}
USUAL = Form()
# One line for each form that is not USUAL, in the order of the table.
UNUSUAL: dict[str, Form] = {
    "invitations.accept": Form(
        page="invitations.accept_form",
        answers={"password": PASSWORD, "again": PASSWORD},
    ),
    "agreements.agree": Form(page="agreements.show"),
    "agreements.agree_by_codes": Form(
        page="agreements.show", answers={"first": PAPER_CODE, "second": OTHER_CODE}
    ),
    "agreements.make_codes": Form(page="agreements.index"),
    "agreements.refuse": Form(page="agreements.show"),
    "agreements.take_back": Form(page="agreements.show"),
    "emergencies.end": Form(page="emergencies.begin_form"),
    "deputies.name": Form(page="deputies.name_form"),
    "deputies.end": Form(page="deputies.name_form"),
    "absences.create": Form(page="absences.new_form"),
    "absences.end": Form(page="absences.index"),
    "accounts.create_user": Form(page="accounts.new_user_form"),
    "profile.end_all_sessions": Form(page="profile.show"),
    "profile.end_session": Form(page="profile.show", sent_by=3),
    "accounts.invite": Form(
        page="accounts.edit_user_form", rows={"user_id": "invited_user_id"}
    ),
    "profile.keys": Form(page="profile.show"),
    "profile.mails": Form(page="profile.show"),
    "sessions.language": Form(page="profile.show", as_it_stands=True),
    "accounts.let_in": Form(
        page="accounts.edit_user_form", rows={"user_id": "ended_user_id"}
    ),
    "profile.password": Form(
        answers={"old": PASSWORD, "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    ),
    "sessions.sign_in": Form(answers={"email": EMAIL, "password": PASSWORD}),
    "profile.report_lost": Form(page="profile.show"),
    "sessions.prove": Form(sent_by=3, answers={"password": PASSWORD}),
    "factors.make_codes": Form(page="factors.show", sent_by=6),
    "factors.remove": Form(page="factors.show", sent_by=6),
    "factors.reset": Form(
        page="accounts.edit_user_form", rows={"user_id": "factor_user_id"}
    ),
    "factors.set_up": Form(answers={"secret": new_factor, "code": code_of_new_factor}),
    "passkeys.add": Form(answers={"label": "tablet"}),
    "passkeys.add_by_link": Form(page="passkeys.link_form"),
    "passkeys.make_link": Form(page="passkeys.show"),
    "passkeys.remove": Form(page="passkeys.remove_form"),
    "invitations.accept_by_passkey": Form(page="invitations.accept_form"),
    "sessions.prove_by_passkey": Form(page="sessions.prove_form", sent_by=5),
    "sessions.sign_in_by_passkey": Form(page="sessions.sign_in_form"),
    "returning.unlock": Form(answers={"unlock_code": UNLOCK_CODE}),
    "returning.password_instead": Form(page="returning.unlock_form"),
    "unlock_codes.choose": Form(
        answers={"unlock_code": UNLOCK_CODE, "again": UNLOCK_CODE}
    ),
    "sessions.sign_out": Form(page="profile.show"),
    "first_steps.apply": Form(page="first_steps.index"),
    "practice.remove": Form(page="practice.make_form"),
    "checks.trial_mail": Form(page="checks.index"),
    "profile.sign_out_user": Form(page="accounts.edit_user_form"),
    "areas.create": Form(answers={"name": "Usquert", "postcode4": "9988"}),
    "areas.retire": Form(page="areas.index"),
    "areas.take_back": Form(page="areas.index"),
    "batches.attempt": Form(answers={"tasks": due(TaskKind.ATTEMPT)}),
    "batches.confirm": Form(answers={"tasks": due(TaskKind.OFFERING)}),
    "batches.tell": Form(answers={"tasks": due(TaskKind.INFORM)}),
    "calendar_feed.make_feed": Form(page="calendar_feed.new_feed_form"),
    "calendar_feed.revoke_feed": Form(page="calendar_feed.feed"),
    "claims.approve": Form(page="claims.show"),
    "claims.approve_all": Form(page="claims.to_approve"),
    "bank_accounts.own": Form(answers={"account_number": "NL91 ABNA 0417 1643 00"}),
    "bank_accounts.of_volunteer": Form(
        rows={"user_id": "newcomer_id"},
        answers={"account_number": "NL91 ABNA 0417 1643 00"},
    ),
    "payments.make": Form(page="payments.index", sent_by=TREASURER),
    "payments.record_paid": Form(page="payments.show", sent_by=TREASURER),
    "payments.take_back": Form(sent_by=TREASURER),
    "claims.reopen": Form(page="claims.show", rows={"claim_id": "approved_claim_id"}),
    "claims.take_back": Form(page="claims.edit_form"),
    "claims.take_over": Form(page="claims.index"),
    "concerns.acknowledge": Form(page="concerns.show"),
    "concerns.close": Form(rows={"concern_id": "taken_concern_id"}),
    "concerns.create": Form(page="concerns.raise_form", answers={"sure": "yes"}),
    "concerns.sort": Form(page="concerns.show"),
    "concerns.set_terms": Form(page="concerns.terms_form"),
    "concerns.step": Form(
        page="concerns.show", rows={"concern_id": "taken_concern_id"}
    ),
    "contacts.create": Form(answers=BORN | {"last_name": "Molenaar"}),
    "contacts.edit": Form(answers=BORN),
    "contacts.informed": Form(
        page="casefile.show", rows={"contact_id": "uninformed_id"}
    ),
    "changes.undo": Form(
        page="stopping.mistake_form", rows={"contact_id": "mistaken_id"}
    ),
    "foundation.check_numbers": Form(page="foundation.numbers_form"),
    "foundation.change": Form(page="foundation.settings_form"),
    "handover.hand_over": Form(page="handover.show", answers={"until": in_days(1)}),
    "handover.see_off": Form(page="handover.show", rows={"user_id": "leaving_user_id"}),
    "letters.change_text": Form(page="letters.text_form"),
    "matching.accept": Form(page="matching.answer_form"),
    "matching.ask": Form(page="matching.new_form"),
    "matching.decline": Form(page="matching.answer_form"),
    "matching.take_back": Form(page="matching.new_form"),
    "matching.withdraw": Form(
        page="matching.new_form", rows={"contact_id": "asked_for_id"}
    ),
    "merging.keep_apart": Form(page="merging.merge_form"),
    "merging.undo": Form(page="merging.doubles", rows={"contact_id": "merged_id"}),
    "notes.of_contact": Form(page="notes.of_contact_form", answers={"what": ""}),
    "notes.take_back": Form(page="notes.correct_form"),
    "offerings.begin_with": Form(answers={"starters": "Thuisbus"}),
    "offerings.confirm": Form(page="offerings.index"),
    "offerings.restore": Form(
        page="offerings.show", rows={"offering_id": "retired_offering_id"}
    ),
    "offerings.retire": Form(page="offerings.show"),
    "offline.accept": Form(
        rows={"report_id": "whole_report_id"}, answers={"minutes": "45"}
    ),
    "offline.hand_back": Form(page="offline.mine"),
    "offline.known": Form(page="offline.mine"),
    "offline.set_aside": Form(page="offline.accept_form"),
    "offline.set_aside_unreadable": Form(page="offline.unreadable_form"),
    "outreach.begin": Form(
        page="outreach.attempt_form", rows={"contact_id": "unreached_id"}
    ),
    "outreach.record": Form(page="outreach.attempt_form"),
    "outreach.rest": Form(answers={"until": in_days(1)}),
    "outreach_steps.change_table": Form(
        page="outreach_steps.table_form", as_it_stands=True
    ),
    "rates.add_rate": Form(
        page="rates.index", answers={"kind": "per_hour", "from_on": in_days(1)}
    ),
    "rates.take_back_rate": Form(page="rates.index"),
    "restore.see": Form(page="jobs.index"),
    "referrals.advance": Form(
        page="referrals.show", query="?to=no_place", answers={"until": in_days(1)}
    ),
    "referrals.note": Form(page="referrals.show", answers={"again_on": in_days(1)}),
    "referrals.propose": Form(answers={"offering_id": other_offering}),
    "referrals.warm": Form(rows={"referral_id": "agreed_referral_id"}),
    "assents.give": Form(page="assents.give_form"),
    "relations.add_tie": Form(page="relations.tie_form"),
    "relations.end_tie": Form(page="relations.tie_form"),
    "relations.give_consent": Form(page="relations.consent_form"),
    "relations.represent": Form(answers={"until": ""}),
    "respite.ask": Form(rows={"contact_id": "carer_id"}),
    "respite.book": Form(
        rows={"request_id": "clarified_request_id"},
        answers={"on": in_days(2), "day_part": "afternoon", "answer": "yes"},
    ),
    "respite.clarify": Form(rows={"request_id": "asked_request_id"}),
    "respite.close": Form(page="respite.show", rows={"request_id": "given_request_id"}),
    "respite.unmet": Form(rows={"request_id": "asked_request_id"}),
    "room_pages.attended": Form(
        page="respite.show", rows={"request_id": "past_request_id"}
    ),
    "room_pages.confirm": Form(
        page="respite.show", rows={"request_id": "held_request_id"}
    ),
    "room_pages.not_attended": Form(
        page="respite.show", rows={"request_id": "past_request_id"}
    ),
    "room_pages.release": Form(
        page="respite.show", rows={"request_id": "held_request_id"}
    ),
    "rooms.create": Form(answers=ROOM),
    "rooms.edit": Form(as_it_stands=True),
    "signals.accept": Form(answers=BORN),
    "stopping.finish": Form(answers={"may_call": "no", "call_again_on": in_days(2)}),
    "stopping.mistake": Form(rows={"contact_id": "mistaken_id"}),
    "stopping.reopen": Form(rows={"contact_id": "stopped_id"}),
    "today.finish": Form(page="today.task"),
    "today.give": Form(page="today.task"),
    "today.give_all_back": Form(page="today.give_all_form"),
    "today.put_off": Form(page="today.task", answers={"until": in_days(1)}),
    "today.take": Form(page="today.task"),
    "today.undo": Form(page="today.index"),
    "trainings.add_people": Form(page="trainings.people_form"),
    "trainings.create": Form(answers={"starts": "10:00", "ends": "12:00"}),
    "trainings.sign_off": Form(page="trainings.index"),
    "trainings.sign_up": Form(page="trainings.index"),
    "report_replies.read": Form(
        page="visit_reports.show", rows={"visit_id": "reported_id"}
    ),
    "report_replies.see": Form(page="today.day"),
    "visit_reports.as_planned": Form(page="today.day"),
    "visit_reports.take_back": Form(
        page="today.day", rows={"visit_id": "sent_visit_id"}
    ),
    "visit_reports.correct": Form(answers={"minutes": "45"}),
    "visit_reports.draft": Form(page="visit_reports.report_form"),
    "visit_reports.report": Form(answers={"worry": "no", "worry_text": ""}),
    "volunteers.ask_talk": Form(
        page="volunteers.show", rows={"user_id": "newcomer_id"}
    ),
    "volunteers.had_talk": Form(page="volunteers.index"),
    "volunteers.report_lost": Form(page="volunteers.show"),
    "volunteers.invite": Form(page="volunteers.show", rows={"user_id": "newcomer_id"}),
    "volunteers.require_of": Form(
        page="volunteers.requirement_form",
        answers={"requested_on": in_days(-1), "review_by": in_days(1)},
    ),
    "volunteers.set_requirement": Form(page="volunteers.setting_form"),
    "visits.go_on": Form(page="visits.changed", rows={"visit_id": "off_id"}, sent_by=2),
    "visits.move_back": Form(
        page="visits.changed", rows={"visit_id": "moved_id"}, sent_by=2
    ),
    "visits.who_calls": Form(page="visits.days_off_form", sent_by=2),
    "volunteers.unblock": Form(page="volunteers.me"),
    "incidents.close": Form(page="incidents.show"),
    "wishes.move": Form(page="wishes.add_form"),
}
