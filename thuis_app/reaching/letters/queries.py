"""The foundation's own texts on paper."""

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.reaching.letters import policy
from thuis_app.reaching.letters.models import OutreachText
from thuis_app.reaching.letters.rules import STANDARD_TEXTS, PaperKind


def text(actor: Actor, kind: PaperKind) -> OutreachText:
    """The foundation's own text of the card or the letter."""
    require(policy.may_read_texts(actor))
    found = db.session.get(OutreachText, kind)
    return found or OutreachText(kind=kind, version=0, text=STANDARD_TEXTS[kind])
