"""Every foreign key to a person, a user, a match or a consent is answered for.

A row that hangs on one of these has to be thought of when a person stops, when two
people turn out to be one, when a volunteer hands over, and when a person is erased. The
tables below say what happens then: what handles it, or why the row stays as it is.
"""

from collections.abc import Iterator
from importlib import import_module
from types import FunctionType
from typing import Any

import pytest

from tests.house.tables import table
from tests.reactions import features
from thuis_app import FEATURES
from thuis_app.core.database import Base
from thuis_app.organisation.accounts.rules import AccountEnded, RoleEnded
from thuis_app.people.contacts.rules import (
    NoMoreContact,
    PersonMerged,
    PersonStopped,
)
from thuis_app.people.relations.rules import ConsentWithdrawn
from thuis_app.visiting.matches.rules import MatchEnded

EVENTS: dict[str, set[type[Any]]] = {
    "stops": {PersonStopped, NoMoreContact},
    "withdrawn": {ConsentWithdrawn},
    "handed": {MatchEnded, AccountEnded, RoleEnded},
    "merges": {PersonMerged},
    "erased": set(),
}
"""What is published in which case. Nothing erases a person yet: whoever
builds that adds its event here, and then no line may say `later` in its column."""

KEPT = {
    "later": "Nothing does this yet.",
    "history": "It says what happened, and who did it, and stays true.",
    "data": "It is what is known of a person; policies keep it from being used.",
    "asked": "Whatever is done with it asks first whether that is still allowed.",
    "safety": "A worry about safety is followed up whatever a person wants of visits.",
    "apart": "To be a volunteer is apart from being visited.",
    "account": "It is part of an account, and ends with that.",
    "theirs": "It is about the volunteer, who stays known, and may still be paid.",
    "village": "Every coordinator of the village sees it on a list and may take it on.",
    "never": "One of two records that become one is never there to practise with.",
    "report": "Visits made may be reported for fourteen days after the last one.",
}
"""Why a row stays as it is."""

# In each column: the handler, as `visits.on_person_stopped`, or an action; or the word
# of a reason in KEPT.
TABLES = {
    "contact": """\
                            stops                     merges                     erased
attempt.contact_id          history                   outreach.on_person_merged  later
concern.contact_id          safety                    concerns.on_person_merged  later
assent.contact_id           assents.on_no_more_contact assents.on_person_merged  later
change_set.contact_id       history                   changes.move_to_person     later
consent.contact_id relations.on_no_more_contact relations.on_person_merged later
contact_phone.contact_id    data                      contacts.unite             later
contact_word.contact_id     data                      contacts.unite             later
held_role.contact_id        data                      contacts.unite             later
incident.contact_id         history                   incidents.on_person_merged later
practice_person.contact_id  data                      never                      later
match.contact_id            matches.on_person_stopped matches.on_person_merged   later
distinct_pair.one_id        history                   merging.on_person_merged   later
distinct_pair.other_id      history                   merging.on_person_merged   later
match_refusal.contact_id    history                   matching.on_person_merged  later
match_request.contact_id    matching.on_ended         matching.on_person_merged  later
note.contact_id             history                   notes.on_person_merged     later
person_merge.kept_id        history                   merging.on_person_merged   later
outreach_plan.contact_id    outreach.on_person_stopped outreach.on_person_merged  later
referral.contact_id         referrals.on_ended        referrals.on_person_merged later
report_person_reached.contact_id history reports.on_person_merged later
respite_request.carer_id    respite.on_ended          respite.on_person_merged   later
respite_request.cared_for_id respite.on_ended          respite.on_person_merged   later
signal.contact_id           history                   signals.on_person_merged   later
stage_change.contact_id     history                   contacts.unite             later
task.contact_id             tasks.close_all           tasks.move_to_person       later
tie.contact_id              data                      relations.on_person_merged later
tie.other_id                data                      relations.on_person_merged later
visit.contact_id            visits.on_ended           visits.on_person_merged    later
volunteer.contact_id        apart                     volunteers.on_person_merged later
wish.contact_id             asked                     wishes.on_person_merged    later
""",
    "consent": """\
                            stops                        withdrawn merges  erased
referral.consent_id referrals.on_ended referrals.on_ended history later
""",
    "match": """\
                            stops                        handed  merges  erased
visit.match_id visits.on_ended visits.on_ended visits.on_person_merged later
""",
    "user": """\
                               handed                    erased
absence.user_id                absences.on_role_ended later
absence.stand_in_id            absences.on_role_ended later
agreement.asked_by             history                   later
agreement.decided_by           history                   later
agreement.user_id              agreements.on_account_ended later
attempt.made_by                history                   later
audit_review.signed_by         history                   later
bank_account.changed_by        history                   later
bank_account.user_id           theirs                    later
claim.judged_by                history                   later
claim.user_id                  theirs                    later
claim.written_by               history                   later
concern.raised_by              history                   later
deputy.user_id                 deputies.on_role_ended    later
paper_code.made_by             history                   later
emergency_access.user_id       emergencies.on_account_ended later
incident.recorded_by           history                   later
invitation.user_id             account                   later
match.volunteer_id             matches.on_role_ended     later
match_refusal.volunteer_id     history                   later
match_request.asked_by         history                   later
match_request.volunteer_id     matching.on_ended         later
note.taken_back_by             history                   later
note.volunteer_id              theirs                    later
note.written_by                history                   later
note_version.replaced_by       history                   later
outreach_plan.assigned_to      village                   later
payment_line.user_id           theirs                    later
payment_list.closed_by         history                   later
payment_list.made_by           history                   later
rate.added_by                  history                   later
referral.owner_id              village                   later
referral_step.taken_by         history                   later
task_handover.from_id          history                   later
task_handover.to_id            history                   later
tablet_count.user_id           report                    later
tablet_report.user_id          report                    later
report_reply.written_by        history                   later
talk_wish.user_id              theirs                    later
task.owner_id              tasks.on_role_ended       later
task.volunteer_id          visits.on_ended           later
training.made_by               history                   later
training_attendance.changed_by history                   later
training_attendance.user_id    theirs                    later
user_area.user_id              account                   later
user_role.user_id              account                   later
user_word.user_id              account                   later
user_session.user_id           account                   later
second_factor.user_id          account                   later
recovery_code.user_id          account                   later
passkey.user_id                account                   later
passkey_link.user_id           account                   later
visit.instead_of               history                   later
visit.volunteer_id             visits.on_ended           later
visit_draft.author_id          report                    later
visit_feed.user_id             account                   later
visit_report.written_by        history                   later
volunteer.user_id              theirs                    later
volunteer_block.user_id        theirs                    later
volunteer_change.user_id       theirs                    later
volunteer_requirement.seen_by  history                   later
volunteer_requirement.user_id  theirs                    later
volunteer_time.user_id         theirs                    later
""",
}


def columns(target: str) -> tuple[str, ...]:
    """The cases that are answered for in the table of foreign keys to this table."""
    return tuple(TABLES[target].splitlines()[0].split())


def foreign_keys() -> set[tuple[str, str]]:
    """Every foreign key to one of these tables: what it points at, and its column."""
    features()
    return {
        (key.column.table.name, f"{one.name}.{key.parent.name}")
        for one in Base.metadata.tables.values()
        for key in one.foreign_keys
        if key.column.table.name in TABLES
    }


def answers() -> Iterator[tuple[str, str, str]]:
    """Every answer of the tables: for which column, in which case, and what it is."""
    for target, text in TABLES.items():
        for column, words in table(text).items():
            cases = columns(target)
            assert len(words) == len(cases), f"{column}: one word for each of {cases}"
            for case, word in zip(cases, words, strict=True):
                yield column, case, word


def test_every_foreign_key_is_answered_for() -> None:
    answered = {(target, name) for target in TABLES for name in table(TABLES[target])}
    missing = sorted(foreign_keys() - answered)
    assert not missing, "\n".join(
        f"{name}: add a line to TABLES[{target!r}] in tests/house/test_foreign_keys.py,"
        f" with what happens in each case ({', '.join(columns(target))}): a handler"
        " such as visits.on_person_stopped, or a word of KEPT"
        for target, name in missing
    )
    gone = sorted(answered - foreign_keys())
    assert not gone, f"take these lines away, there is no such foreign key: {gone}"


@pytest.mark.parametrize(("column", "case", "answer"), list(answers()))
def test_what_handles_a_foreign_key_exists(column: str, case: str, answer: str) -> None:
    if "." not in answer:
        assert answer in KEPT, f"{column}: {answer!r} is no reason in KEPT"
        return
    feature, name = answer.split(".")
    if not name.startswith("on_"):
        assert name in actions_of(feature), f"{column}: there is no action {answer}"
        return
    handled = {
        kind for kind, one in features()[feature].reacts.items() if one.__name__ == name
    }
    assert handled & EVENTS[case], f"{column}: {answer} handles no event of {case!r}"


def actions_of(feature: str) -> set[str]:
    """The names of the actions of a feature."""
    [module] = [name for name in FEATURES if name.endswith(f".{feature}")]
    found = vars(import_module(f"thuis_app.{module}.actions"))
    return {name for name, one in found.items() if isinstance(one, FunctionType)}


def test_nothing_is_put_off_that_is_there() -> None:
    """As soon as there is an event of a case, `later` is no answer any more."""
    late = [
        f"{column}: say what happens in the case {case!r}"
        for column, case, answer in answers()
        if answer == "later" and EVENTS[case]
    ]
    assert late == []


def test_an_event_of_merging_or_erasing_is_in_the_table() -> None:
    published = {
        kind.__name__ for one in features().values() for kind in one.reacts
    } - {kind.__name__ for kinds in EVENTS.values() for kind in kinds}
    assert not published & {"PersonMerged", "PersonErased"}, "add it to EVENTS above"


def test_every_reason_is_used() -> None:
    assert set(KEPT) == {answer for *_rest, answer in answers() if "." not in answer}
