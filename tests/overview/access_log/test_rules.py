"""What is put together of lines of the audit log, and what is odd in a month."""

from datetime import UTC, date, datetime

import pytest

from thuis_app.accountability.audit_chain.rules import ChainAuditEvent
from thuis_app.core.errors import RuleBroken
from thuis_app.operations.jobs.rules import JobAuditEvent
from thuis_app.organisation.accounts.rules import AccountAuditEvent
from thuis_app.organisation.agreements.rules import AgreementAuditEvent
from thuis_app.organisation.deputies.rules import DeputyAuditEvent
from thuis_app.organisation.emergencies.rules import EmergencyAuditEvent
from thuis_app.organisation.factors.rules import FactorAuditEvent
from thuis_app.organisation.passkeys.rules import PasskeyAuditEvent
from thuis_app.organisation.sessions.rules import SessionAuditEvent
from thuis_app.organisation.unlock_codes.rules import UnlockCodeAuditEvent
from thuis_app.overview.access_log import rules
from thuis_app.overview.access_log.rules import Ground, LogLine, OddityKind
from thuis_app.web.request_events import RequestAuditEvent

FIRST = (AccountAuditEvent, SessionAuditEvent, DeputyAuditEvent)
OF_FACTORS = (FactorAuditEvent, PasskeyAuditEvent, UnlockCodeAuditEvent)
SECOND = (RequestAuditEvent, ChainAuditEvent, JobAuditEvent)
NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)


def line(
    event: str = "contact.opened",
    *,
    actor_id: int = 7,
    contact_id: int | None = 1,
    at: datetime = NOON,
    subject_id: str = "",
    ground: str = "area",
    role: str = "coordinator",
    subject: str = "",
) -> LogLine:
    return LogLine(at, actor_id, role, event, contact_id, subject, subject_id, ground)


def kinds(lines: list[LogLine]) -> list[OddityKind]:
    return [one.kind for one in rules.oddities(lines)]


def test_what_one_user_did_on_one_day_is_one_row() -> None:
    late = datetime(2026, 11, 24, 16, tzinfo=UTC)

    [day] = rules.by_day_and_user(
        [line(), line(at=late), line("note.added", contact_id=2)]
    )

    assert day.events == {"contact.opened": 2, "note.added": 1}
    assert (day.files, day.first_at, day.last_at) == (2, NOON, late)


def test_a_day_is_that_of_the_village() -> None:
    midnight = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)

    [day] = rules.by_day_and_user([line(at=midnight)])

    assert day.on == date(2026, 11, 25)


def test_of_a_concern_no_line_is_shown_nor_counted() -> None:
    lines = [line("concern.opened", contact_id=None) for _ in range(30)]

    assert rules.by_day_and_user(lines) == []
    assert rules.oddities(lines) == []


@pytest.mark.parametrize(
    ("shown", "ground"),
    [
        (line(ground="area"), Ground.AREA),
        (line(ground="match"), Ground.MATCH),
        (line(ground="", role="volunteer"), Ground.MATCH),
        (line(ground="", role="coordinator volunteer"), Ground.AREA),
        (line(actor_id=0, ground="", role=""), Ground.SYSTEM),
    ],
)
def test_the_ground_of_a_look(shown: LogLine, ground: Ground) -> None:
    assert rules.ground_of(shown) is ground


def test_a_usual_month_has_nothing_odd() -> None:
    lines = [line(contact_id=number) for number in range(40)]
    lines += [line("request.missing", contact_id=None) for _ in range(3)]

    assert rules.oddities(lines) == []


def test_a_walk_along_what_is_not_theirs_is_odd() -> None:
    missing = [line("request.missing", contact_id=None) for _ in range(10)]

    assert kinds(missing) == [OddityKind.WALK]


def test_wrong_passwords_are_those_of_the_account_they_were_tried_at() -> None:
    tried = line("account.sign_in_refused", actor_id=0, contact_id=None, subject_id="9")

    [odd] = rules.oddities([tried] * 10)

    assert (odd.kind, odd.user_id, odd.count) == (OddityKind.WRONG_PASSWORDS, 9, 10)


def test_files_at_night_are_odd_and_a_job_at_night_is_not() -> None:
    night = datetime(2026, 11, 24, 2, tzinfo=UTC)

    [odd] = rules.oddities([line(at=night), line(at=night, actor_id=0)])

    assert (odd.kind, odd.user_id) == (OddityKind.NIGHT, 7)


def test_a_great_many_files_on_one_day_is_odd() -> None:
    assert kinds([line(contact_id=number) for number in range(60)]) == [
        OddityKind.MANY_FILES
    ]


def test_each_way_into_an_account_is_named_with_whose_it_is() -> None:
    made = line("account.invited", contact_id=None, subject_id="9")

    [odd] = rules.oddities([made])

    assert (odd.kind, odd.user_id, odd.about_user_id) == (OddityKind.WAY_IN, 7, 9)


def test_a_passkey_is_a_way_into_the_account_of_who_added_it() -> None:
    added = line("passkey.added", contact_id=None, subject="Passkey", subject_id="9")

    [odd] = rules.oddities([added])

    assert (odd.kind, odd.user_id, odd.about_user_id) == (OddityKind.WAY_IN, 7, 0)


@pytest.mark.parametrize("event", ["account.code_refused", "device.code_refused"])
def test_wrong_codes_are_as_odd_as_wrong_passwords(event: str) -> None:
    [odd] = rules.oddities([line(event, contact_id=None)] * 10)

    assert (odd.kind, odd.user_id, odd.count) == (OddityKind.WRONG_PASSWORDS, 7, 10)


def test_a_log_that_was_changed_is_the_first_that_is_odd() -> None:
    broken = line("chain.fault_found", actor_id=0, contact_id=None)

    assert kinds([line("account.invited", contact_id=None), broken])[0] is (
        OddityKind.LOG_FAULT
    )


def test_the_events_that_are_looked_for_are_written_by_somebody() -> None:
    kinds = (*FIRST, *SECOND, *OF_FACTORS, AgreementAuditEvent, EmergencyAuditEvent)
    known = {one.value for kind in kinds for one in kind}
    wanted = rules.REFUSED | rules.WRONG | rules.FAULTS | rules.WAYS_IN
    wanted |= {rules.EMERGENCY}

    assert wanted <= known


def test_a_month_is_signed_when_it_is_over() -> None:
    rules.must_be_over(date(2026, 10, 1), date(2026, 11, 1))
    with pytest.raises(RuleBroken):
        rules.must_be_over(date(2026, 11, 1), date(2026, 11, 30))


def test_no_month_from_before_the_first_line_waits_for_a_look() -> None:
    today = date(2026, 2, 14)

    assert rules.months_to_review(today, date(2025, 12, 31)) == [
        date(2026, 1, 1),
        date(2025, 12, 1),
    ]
    assert rules.months_to_review(today, today) == []
    assert rules.months_to_review(today, None) == []


def test_the_months_before_go_back_over_the_year() -> None:
    months = rules.months_before(date(2026, 2, 14))

    assert months[:3] == [date(2026, 1, 1), date(2025, 12, 1), date(2025, 11, 1)]
    assert [rules.next_month(one) for one in months[1:]] == months[:-1]
