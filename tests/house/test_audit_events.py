"""What the lines of the audit log are called: one enumeration per feature, in words."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

import thuis_app
from thuis_app import FEATURES
from thuis_app.core.audit_events import AuditEvent
from thuis_app.web import request_events
from thuis_app.web.features import Feature
from thuis_app.web.filters import label

PACKAGE = Path(thuis_app.__file__).parent
VALUE = re.compile(r"[a-z]+\.[a-z]+(_[a-z]+)*")
IN_WEB = request_events.__name__


def words_of(module: str) -> dict[Any, Any]:
    """The labels of the feature in whose `rules.py` an enumeration stands."""
    if module == IN_WEB:
        return dict(request_events.AUDIT_EVENTS)
    feature: Feature = import_module(f"{module.rpartition('.')[0]}.feature").feature
    return {member: word for words in feature.labels for member, word in words.items()}


def enumerations() -> dict[str, type[AuditEvent]]:
    for name in FEATURES:
        import_module(f"thuis_app.{name}.feature")
    return {kind.__name__: kind for kind in AuditEvent.__subclasses__()}


EVENTS: Mapping[str, type[AuditEvent]] = enumerations()


def arguments(source: str) -> Iterator[ast.expr]:
    """The event of each call of the audit log in a module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(
            "audit_log."
        ):
            yield node.args[1]


def is_member(node: ast.expr) -> bool:
    """A member of an enumeration, one of two, or the one that a table has."""
    if isinstance(node, ast.IfExp):
        return is_member(node.body) and is_member(node.orelse)
    if isinstance(node, ast.Subscript):
        return ast.unparse(node.value).rpartition(".")[2].isupper()
    return isinstance(node, ast.Attribute) and (
        ast.unparse(node.value).rpartition(".")[2] in EVENTS
    )


@pytest.mark.parametrize(
    "event",
    ['"visit.planned"', 'f"visit.{state}"', "event", "state.value", "words[state]"],
)
def test_an_event_that_is_no_member_is_seen(event: str) -> None:
    [found] = arguments(f"audit_log.record(actor, {event}, visit)")

    assert not is_member(found)


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=str)
def test_every_line_of_the_audit_log_is_called_by_a_member(path: Path) -> None:
    wrong = [
        ast.unparse(one) for one in arguments(path.read_text()) if not is_member(one)
    ]
    assert wrong == [], "pass a member of the AuditEvent in the rules.py of the feature"


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_audit_events_stand_in_the_rules_of_their_feature(name: str) -> None:
    module = EVENTS[name].__module__
    assert module == IN_WEB or module.endswith(".rules")


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_every_audit_event_has_words_in_both_languages(name: str, app: Flask) -> None:
    kind = EVENTS[name]
    words = words_of(kind.__module__)
    missing = [member.name for member in kind if member not in words]
    assert missing == [], f"add these to AUDIT_EVENTS in the forms.py of {name}"
    for member in kind:
        with app.test_request_context():
            with force_locale("en"):
                english = label(member)
            with force_locale("nl"):
                assert label(member) not in ("", english), member


def test_no_two_audit_events_are_stored_alike() -> None:
    values = [str(member) for kind in EVENTS.values() for member in kind]
    assert [value for value, times in Counter(values).items() if times > 1] == []


def test_an_audit_event_is_a_feature_and_what_happened() -> None:
    values = [str(member) for kind in EVENTS.values() for member in kind]
    assert [value for value in values if not VALUE.fullmatch(value)] == []


def test_every_audit_event_is_written_somewhere() -> None:
    code = "\n".join(path.read_text() for path in PACKAGE.rglob("*.py"))
    tables = {
        member
        for name in FEATURES
        if (PACKAGE / name.replace(".", "/") / "rules.py").exists()
        for table in vars(import_module(f"thuis_app.{name}.rules")).values()
        if isinstance(table, dict)
        for member in table.values()
        if isinstance(member, AuditEvent)
    }
    unused = [
        f"{kind.__name__}.{member.name}"
        for kind in EVENTS.values()
        for member in kind
        if member not in tables
        and len(re.findall(rf"\b{kind.__name__}\.{member.name}\b", code)) < 2
    ]
    assert unused == [], "only its words name it: take it away, or write it"
