"""What comes from a tablet, read without a house around it."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import TABLET_KEYS
from tests.visiting.offline.sealing import envelope_of
from thuis_app.core.errors import RuleBroken
from thuis_app.core.tablet_encryption import Keyring, new_key
from thuis_app.visiting.offline import rules
from thuis_app.visiting.offline.rules import UploadReason, UploadState

ENVELOPES = sorted((Path(__file__).parent / "envelopes").glob("*.json"))
KEYS = Keyring(TABLET_KEYS)
PUBLIC_KEY = {"id": KEYS.key_id, "public": KEYS.public}
CONTENT = {"answers": [["how", "good"]], "finished": True}
FREE: dict[str, bool] = {
    "is_visitor": True,
    "has_match": True,
    "is_stopped": False,
    "is_reported": False,
    "is_cancelled": False,
    "has_come": True,
}


@pytest.mark.parametrize("file", ENVELOPES, ids=lambda file: file.stem)
def test_what_a_browser_of_each_version_encrypted_can_still_be_read(file: Path) -> None:
    """Sealed by a real browser, and kept here for as long as tablets may hold any."""
    known = json.loads(file.read_text())

    envelope = rules.envelope(known["envelope"])

    assert envelope is not None
    letter = rules.opened(KEYS, envelope)
    assert letter is not None and letter.is_finished
    assert [list(pair) for pair in letter.answers] == known["content"]["answers"]
    assert letter.written_at == datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
    owner = str(known["user"])
    assert KEYS.number(envelope.owner, "user") == known["user"]
    assert KEYS.number(envelope.visit, "visit", owner) == known["visit"]


def test_an_older_key_still_opens_what_is_on_its_way() -> None:
    renewed = Keyring(f"{TABLET_KEYS}\n{new_key()}")
    envelope = rules.envelope(envelope_of(PUBLIC_KEY, "a", "b", CONTENT))

    assert envelope is not None and renewed.key_id != KEYS.key_id
    assert rules.opened(renewed, envelope) is not None
    assert rules.opened(Keyring(new_key()), envelope) is None
    assert renewed.name(3, "user") == KEYS.name(3, "user")


@pytest.mark.parametrize("name", ["owner", "visit", "key", "version", "nonce"])
def test_what_stands_outside_is_bound_to_the_envelope(name: str) -> None:
    entry = "6f1c1f0e-6a3f-4c44-9d0b-0a4ce4b7f002"
    other = {"version": 2, "key": entry, "nonce": "A" * 16}.get(name, "other")
    envelope = rules.envelope(
        envelope_of(PUBLIC_KEY, "a", "b", CONTENT) | {name: other}
    )

    assert envelope is not None
    assert rules.opened(KEYS, envelope) is None


@given(st.binary(max_size=200))
def test_nothing_that_was_encrypted_is_a_fault(content: bytes) -> None:
    rules.payload(content)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["answers", "finished", "written_at", "x"]), inner
            )
        ),
    )
)
def test_nor_is_anything_that_looks_like_a_letter(content: object) -> None:
    rules.payload(json.dumps(content).encode())


@given(st.integers(0, 2**53), st.text(max_size=20), st.text(max_size=20))
def test_a_name_leads_back_to_its_row_and_to_no_other(
    number: int, kind: str, other: str
) -> None:
    name = KEYS.name(number, "x", kind)

    assert KEYS.number(name, "x", kind) == number
    assert name == KEYS.name(number, "x", kind) and str(number) != name
    if other != kind:
        assert KEYS.number(name, "x", other) is None


@given(st.text(max_size=60))
def test_a_name_that_we_never_gave_leads_nowhere(name: str) -> None:
    assert KEYS.number(name, "user") is None


@pytest.mark.parametrize("lines", ["", "x", "AAAA", f"{TABLET_KEYS} é"])
def test_keys_that_are_none_are_refused(lines: str) -> None:
    with pytest.raises(ValueError):
        Keyring(lines)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("is_visitor", False, UploadReason.OTHER_VISITOR),
        ("is_stopped", True, UploadReason.STOPPED),
        ("has_match", False, UploadReason.MATCH_ENDED),
        ("is_reported", True, UploadReason.SECOND),
        ("is_cancelled", True, UploadReason.CANCELLED),
        ("has_come", False, UploadReason.NOT_YET),
    ],
)
def test_each_thing_in_the_way_has_its_reason(
    name: str, value: bool, reason: UploadReason
) -> None:
    assert rules.obstacle(**FREE) is None
    assert rules.obstacle(**(FREE | {name: value})) is reason


def test_only_what_its_writer_can_put_right_is_the_writers() -> None:
    theirs = {r for r in UploadReason if rules.state_for(r) is UploadState.ATTENTION}

    assert theirs == {UploadReason.FORM, UploadReason.UNFINISHED, UploadReason.NOT_YET}


def test_what_is_settled_stays_settled() -> None:
    for state in (UploadState.WRITTEN, UploadState.SET_ASIDE, UploadState.HANDED_BACK):
        with pytest.raises(RuleBroken):
            rules.next_state(state, UploadState.WRITTEN)


@pytest.mark.parametrize(
    ("offered", "said"),
    [(("planned", "other"), "planned"), (("2026-12-01", "other", "none"), "none")],
)
def test_as_it_stands_is_said_in_the_words_of_thuis(
    offered: tuple[str, ...], said: str
) -> None:
    for answers in ([("next_visit", "none"), ("how", "good")], [("how", "good")]):
        fitted = rules.fitted(answers, offered)
        assert dict(fitted) == {"next_visit": said, "how": "good"}


def test_where_no_next_visit_is_asked_none_is_said() -> None:
    answers = [("next_visit", "other"), ("next_on", "2026-12-01"), ("how", "good")]

    assert rules.fitted(answers, ()) == [("how", "good")]


@pytest.mark.parametrize(
    ("names", "said"),
    [(("Trijntje", "van der", "Ploeg"), "T.v.d.P."), (("", "", "Boer"), "B.")],
)
def test_initials_are_all_that_is_said_of_a_name(
    names: tuple[str, ...], said: str
) -> None:
    assert rules.initials(names) == said


def test_a_citizen_service_number_is_left_out_and_a_telephone_number_is_not() -> None:
    answers = [("note", "Her BSN is 111222333, call 0595 123456."), ("how", "good")]

    [(_name, note), how] = rules.without_numbers(answers)

    assert "111222333" not in note and "0595 123456" in note
    assert how == ("how", "good")


def test_words_of_two_drafts_are_both_kept_once() -> None:
    kept = [("note", "a"), ("agreed", "b")]

    assert dict(rules.joined(kept, [("note", "c")])) == {"note": "a\nc", "agreed": "b"}
    assert dict(rules.joined(kept, [("note", "a")]))["note"] == "a"


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_a_tablet_with_more_than_expected_lost_nothing(known: int, has: int) -> None:
    assert rules.missing(known, has) == (known - has if known > has else 0)


def test_two_days_ahead_belong_on_a_tablet_and_three_do_not() -> None:
    today = date(2026, 11, 24)

    assert rules.is_kept(today + timedelta(days=2), today)
    assert not rules.is_kept(today + timedelta(days=3), today)


def test_a_day_begins_at_midnight_in_the_village() -> None:
    late = datetime(2026, 11, 24, 22, 59, 30, tzinfo=UTC)

    assert rules.seconds_until(date(2026, 11, 25), late) == 30
    assert rules.seconds_until(date(2026, 11, 24), late) == 0
