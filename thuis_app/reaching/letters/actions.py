"""Changing the texts on paper."""

from thuis_app.core import audit_log
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.reaching.letters import policy, rules
from thuis_app.reaching.letters.models import OutreachText
from thuis_app.reaching.letters.rules import LetterAuditEvent


def change_text(actor: Actor, stored: OutreachText, *, text: str) -> None:
    """Change the text of the card or of the letter."""
    require(policy.may_change_texts(actor))
    if rules.unknown_places(text):
        raise RuleBroken("outreach.unknown_place")
    stored.text = text
    db.session.add(stored)
    audit_log.record(actor, LetterAuditEvent.TEXT_CHANGED, stored, contact_id=None)
