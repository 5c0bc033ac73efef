"""What the list and the search for doubles are asked, in the address of a page."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import phonenumbers

from thuis_app.core import words
from thuis_app.people.contacts import rules
from thuis_app.people.contacts.forms.person import PersonForm
from thuis_app.people.contacts.rules import Due, Looks, Sought, Stage


def looks(answers: Mapping[str, Any]) -> Looks:
    """What is typed so far, to be compared with the people we know."""
    typed = {name: words.clean(str(answers.get(name) or ""), 200) for name in TYPED}
    _prefix, last_name = rules.name_parts("", typed["last_name"])
    postcode = typed["postcode"].replace(" ", "").upper()
    found = {_telephone(str(answers.get(name) or "")) for name in PersonForm.NUMBERS}
    year = typed["birth_year"] or typed["birth_date"][:4]
    return Looks(
        last_name,
        typed["called_name"],
        typed["initials"],
        f"{postcode[:4]} {postcode[4:]}".strip(),
        typed["house_number"],
        frozenset(found - {""}),
        int(year) if year.isascii() and year.isdigit() else None,
    )


TYPED = (
    "last_name",
    "called_name",
    "initials",
    "postcode",
    "house_number",
    "birth_year",
    "birth_date",
)


def _telephone(typed: str) -> str:
    try:
        found = phonenumbers.parse(typed[:40], "NL")
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def sought(asked: Mapping[str, str]) -> Sought:
    """What the address of the list asks; whatever makes no sense is not asked."""
    if not asked:
        return Sought()
    day, _dot, number = asked.get("after", "").partition(".")
    after = _day(day), int(number) if _is_number(number) else 0
    return Sought(
        words=tuple(rules.search_words(words.clean(asked.get("q", ""), 200))),
        area_id=int(asked["area"]) if _is_number(asked.get("area", "")) else None,
        stage=_member(Stage, asked.get("stage", "")),
        volunteer=words.clean(asked.get("volunteer", ""), 100),
        due=_member(Due, asked.get("due", "")),
        after=(after[0], after[1]) if after[0] else None,
    )


def asked(sought: Sought, typed: str) -> dict[str, Any]:
    """The same as the address of a page says it, but for where the page begins."""
    return {
        "q": words.clean(typed, 200) or None,
        "area": sought.area_id,
        "stage": sought.stage,
        "due": sought.due,
        "volunteer": sought.volunteer or None,
    }


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _member(kind: Any, text: str) -> Any:
    return kind(text) if text in set(kind) else None
