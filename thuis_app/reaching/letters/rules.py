"""The card for who was not at home, and the letter: the foundation's own text.

In the text stand places such as {aanhef}, which are filled in for each person.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from thuis_app.core.audit_events import AuditEvent


class PaperKind(StrEnum):
    CARD = "card"
    LETTER = "letter"


class Placeholder(StrEnum):
    """A placeholder in a text; its name is Dutch, as the text is."""

    SALUTATION = "aanhef"
    VOLUNTEER = "vrijwilliger"
    TELEPHONE = "telefoon"
    FOUNDATION = "stichting"
    DAY = "dag"


IN_BRACES = re.compile(r"\{([^{}]*)\}")

STANDARD_CARD = """\
Beste {aanhef},

Op {dag} was ik bij u aan de deur. Ik trof u niet thuis.

Ik ben van {stichting}. Wij drinken graag een kop koffie met mensen uit het dorp. \
Het kost niets en u hoeft niets.

Ik kom nog eens langs. Belt u liever eerst? Dat kan: {telefoon}.

Hartelijke groet,
{vrijwilliger}"""

STANDARD_LETTER = """\
{dag}

Beste {aanhef},

Mijn naam is {vrijwilliger}. Ik ben vrijwilliger bij {stichting}. Wij komen graag bij \
mensen langs: voor een kop koffie, een praatje, of om samen iets te doen.

Ik zou graag eens kennismaken. Binnenkort kom ik bij u aan de deur. U zit nergens aan \
vast en het kost niets.

Wilt u liever eerst bellen, of wilt u dat ik niet kom? Bel dan {telefoon}. Wij nemen \
graag de tijd.

Met hartelijke groet,

{vrijwilliger}
{stichting}"""

STANDARD_TEXTS = {
    PaperKind.CARD: STANDARD_CARD,
    PaperKind.LETTER: STANDARD_LETTER,
}

Parts = list[str | None]


def unknown_places(text: str) -> list[str]:
    """The placeholders that do not exist, and braces without a partner."""
    unknown = [one for one in IN_BRACES.findall(text) if one not in set(Placeholder)]
    loose = re.sub(IN_BRACES, "", text)
    return unknown + [sign for sign in "{}" if sign in loose]


def filled(text: str, values: Mapping[Placeholder, str]) -> list[Parts]:
    """The paragraphs, each in parts; None is a place to write on by hand."""
    paragraphs = re.split(r"\n[ \t]*\n+", text.replace("\r\n", "\n").strip())
    return [_parts(paragraph, values) for paragraph in paragraphs]


def _parts(paragraph: str, values: Mapping[Placeholder, str]) -> Parts:
    """Words stand at the even places of what is split, names of places at the odd."""
    parts: Parts = []
    for at, part in enumerate(IN_BRACES.split(paragraph)):
        if at % 2 == 0:
            parts.append(part)
        elif part in set(Placeholder):
            parts.append(values.get(Placeholder(part)) or None)
        else:
            parts.append(f"{{{part}}}")
    return parts


class LetterAuditEvent(AuditEvent):
    TEXT_CHANGED = "outreach.text_changed"
    PRINTED = "outreach.printed"
