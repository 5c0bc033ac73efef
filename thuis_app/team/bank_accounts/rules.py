"""What an account number is encrypted for."""

from thuis_app.core.audit_events import AuditEvent


def stored_for(user_id: int) -> tuple[str, str]:
    """The purpose of the encryption, so that no row opens for another volunteer."""
    return "account number", str(user_id)


class BankAccountAuditEvent(AuditEvent):
    CHANGED = "iban.changed"
    OPENED = "iban.opened"
