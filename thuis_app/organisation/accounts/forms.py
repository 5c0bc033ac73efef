from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form as PlainForm
from wtforms.validators import ValidationError

from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.outbox import MailContent
from thuis_app.organisation.accounts import rules
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import (
    NEWS_LASTS,
    AccountAuditEvent,
    AccountMail,
    AccountNews,
    Grant,
    RoleFault,
)
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.endings.forms import EndingForm
from thuis_app.organisation.endings.rules import EndingKind, EndingLine, count
from thuis_app.web.fields import (
    ChoiceField,
    ChoicesField,
    EmailAddressField,
    LineField,
    TelephoneField,
    TickField,
)
from thuis_app.web.forms import Form

ROLES = {
    Role.VOLUNTEER: _l("Volunteer"),
    Role.COORDINATOR: _l("Coordinator"),
    Role.SAFEGUARDING_LEAD: _l("Safeguarding lead"),
    Role.STAND_IN: _l("Stand-in for the safeguarding lead"),
    Role.BOARD: _l("Board"),
    Role.TREASURER: _l("Treasurer"),
    Role.ADMINISTRATOR: _l("Administrator"),
}


ROLE_HINTS = {
    Role.VOLUNTEER: _l("Sees only the people they visit, and only as long as they do."),
    Role.COORDINATOR: _l("Sees everybody in the villages ticked below."),
    Role.SAFEGUARDING_LEAD: _l("A coordinator who also sees the concerns."),
    Role.STAND_IN: _l("Sees a concern only when it has waited too long."),
    Role.BOARD: _l("Sees totals, and no names."),
    Role.TREASURER: _l("Pays approved hours and costs, and sees nobody who is helped."),
    Role.ADMINISTRATOR: _l("Keeps accounts and settings, and sees no files."),
}

ROLE_FAULTS = {
    RoleFault.LEAD_ALONE: _l("A safeguarding lead is a coordinator too. Tick both."),
    RoleFault.STAND_IN_ALONE: _l(
        "A stand-in is a coordinator or sits on the board. Tick that as well."
    ),
    RoleFault.OWN: _l(
        "You cannot allow yourself more. Ask another administrator to do it."
    ),
}


RULES = {
    "account.last_administrator": _l(
        "Nobody else who signs in is administrator. Make somebody else that first, and"
        " let them sign in."
    ),
    "account.last_lead": _l(
        "Nobody else who signs in reads worries. Make somebody else safeguarding lead"
        " first, and let them sign in."
    ),
    "account.last_coordinator": _l(
        "Nobody else coordinates some of these villages. Give them to another"
        " coordinator first."
    ),
    "account.address_taken": _l("Another account has this address by now."),
    "account.ended": _l("This account has ended. Let them back in first."),
    "account.no_address": _l("There is no e-mail address to sign in with."),
    **{f"account.{fault}": words for fault, words in ROLE_FAULTS.items()},
}


AUDIT_EVENTS = {
    AccountAuditEvent.CREATED: _l("Account created"),
    AccountAuditEvent.BEGUN: _l("First administrator created"),
    AccountAuditEvent.CHANGED: _l("Account changed"),
    AccountAuditEvent.INVITED: _l("Invitation made"),
    AccountAuditEvent.ENDED: _l("Account closed"),
    AccountAuditEvent.MAIL_REFUSED: _l("E-mail address found not to take mail"),
    AccountAuditEvent.LET_IN: _l("Account opened again"),
}


NEWS = {
    AccountNews.LINK_MADE: (
        _l("A link to your account was made"),
        _l("Somebody of Thuis made a link with which your password can be chosen."),
    ),
    AccountNews.PASSWORD_CHANGED: (
        _l("The password of your account was changed"),
        _l("A new password was chosen. Everybody was signed out."),
    ),
    AccountNews.ADDRESS_CHANGED: (
        _l("The e-mail address of your account was changed"),
        _l("Your account has another e-mail address now, to sign in with."),
    ),
    AccountNews.ROLES_CHANGED: (
        _l("What your account allows was changed"),
        _l("Your account allows something else than before. Look at your profile."),
    ),
    AccountNews.TABLET_LOST: (
        _l("Your tablet was reported lost"),
        _l(
            "Everybody was signed out. The passkeys that were on it and the link for"
            " your calendar do not work any more."
        ),
    ),
    AccountNews.FACTOR_SET_UP: (
        _l("A code on a telephone was set up"),
        _l("From now on signing in to your account asks for a code of a telephone."),
    ),
    AccountNews.FACTOR_REMOVED: (
        _l("The code on your telephone was taken away"),
        _l("From now on your password is enough to sign in to your account."),
    ),
    AccountNews.FACTOR_RESET: (
        _l("An administrator took the code on your telephone away"),
        _l("Your account asks for no code of a telephone until you set up a new one."),
    ),
    AccountNews.RECOVERY_CODE_USED: (
        _l("A printed code of your account was used"),
        _l("Somebody signed in to your account with one of your printed codes."),
    ),
    AccountNews.RECOVERY_CODES_MADE: (
        _l("New printed codes were made"),
        _l("For your account new printed codes were made. The old ones are void."),
    ),
    AccountNews.BANK_ACCOUNT_CHANGED: (
        _l("Your account number was changed"),
        _l("Hours and costs are paid to another account number from now on."),
    ),
    AccountNews.PASSKEY_ADDED: (
        _l("A passkey was added to your account"),
        _l("From now on a passkey on one more device signs in to your account."),
    ),
    AccountNews.PASSKEY_REMOVED: (
        _l("A passkey of your account was taken away"),
        _l("One of your passkeys does not sign in to your account any more."),
    ),
    AccountNews.PASSKEY_LINK_MADE: (
        _l("A square for a passkey was shown"),
        _l("Whoever has the square can add a passkey to your account for ten minutes."),
    ),
    AccountNews.CODES_REFUSED: (
        _l("Five wrong codes were given after your password"),
        _l("Whoever did so knows your password. They did not get in."),
    ),
    AccountNews.UNLOCK_CODE_CHOSEN: (
        _l("Five digits were chosen on a tablet"),
        _l("With five digits a tablet stays signed in to your account for two weeks."),
    ),
    AccountNews.CALENDAR_LINK_MADE: (
        _l("A link for your calendar was made"),
        _l("Whoever has the link sees when you visit, with initials."),
    ),
    AccountNews.DEPUTY_NAMED: (
        _l("You deputise for a coordinator"),
        _l("For a time your account opens the files of more villages than before."),
    ),
    AccountNews.REOPENED: (
        _l("Your account was opened again"),
        _l("It had ended. From now on one can sign in with it again."),
    ),
}


def news(_reader: Actor, mail: AccountMail) -> MailContent | None:
    """What changed at the reader's account; None when that is long ago."""
    if clock.today() - mail.day > NEWS_LASTS:
        return None
    subject, said = NEWS[mail.news]
    otherwise = _("Was it not you? Call the coordinator or the administrator today.")
    return MailContent(str(subject), [str(said), otherwise])


class AccountSearchForm(PlainForm):
    """The filter of the list of accounts, from the query string; never refused."""

    q = LineField(_l("Name or e-mail address"))

    @property
    def words(self) -> str:
        return (self.q.data or "")[: self.q.limit]


ADDRESS_TAKEN = _l(
    "Another account has this address. When two share a mailbox, leave it empty here."
)


class EndForm(EndingForm):
    """The end of an account, and who goes on with what was taken on."""

    heir = ChoiceField(_l("Who goes on with the tasks?"), kind=int)

    def offer(
        self, colleagues: Sequence[tuple[int, str]], lines: Sequence[EndingLine]
    ) -> "EndForm":
        """Set the choices, where there are tasks to go on with."""
        self.has_tasks = count(lines, EndingKind.TASK) > 0
        everybody = (0, _("Everybody of the village"))
        self.heir.choices = [*colleagues, everybody]
        return self

    @property
    def heir_id(self) -> int | None:
        return self.heir.data or None

    def validate_heir(self, field: Any) -> None:
        if self.has_tasks and field.data is None:
            raise ValidationError(_("Choose who goes on with the tasks."))


class UserForm(EndingForm):
    """The name, address, roles and villages of an account."""

    name = LineField(_l("Name"), _l("Write the name."), 120)
    called = LineField(
        _l("What we call them"),
        _l("Write what we call them."),
        60,
        description=_l("Shown at the top of their own pages."),
    )
    email = EmailAddressField(
        _l("E-mail address"),
        description=_l("A volunteer may have none, and then does not sign in."),
    )
    telephone = TelephoneField(_l("Telephone number"))
    roles = ChoicesField(
        _l("What they do here"), ROLES, _l("Tick at least one."), kind=Role
    )
    all_areas = TickField(_l("In all villages"))
    area_ids = ChoicesField(
        _l("Villages"),
        kind=int,
        description=_l("For volunteers and coordinators."),
    )

    def offer(
        self,
        areas: Sequence[Area],
        asker: Actor,
        user: User | None = None,
        now: Grant | None = None,
    ) -> "UserForm":
        """The villages to choose from; whose account it is, and what it allows now,
        with what waits until another agrees."""
        self.area_ids.choices = [(area.id, area.name) for area in areas]
        self._now = now or Grant(frozenset())
        self._is_self = user is not None and user.id == asker.id
        self._has_password = user is not None and bool(user.password_hash)
        if not self.is_submitted():
            self.area_ids.data = sorted(self._now.area_ids)
            self.roles.data = [role for role in ROLES if role in self._now.roles]
            self.all_areas.data = self._now.all_areas
        return self

    @property
    def grant(self) -> Grant:
        """The roles and villages that were ticked."""
        areas = frozenset(self.area_ids.data or [])
        return Grant(frozenset(self.roles.data or []), self.all_areas.data, areas)

    @property
    def answers(self) -> dict[str, Any]:
        apart = {"roles", "all_areas", "area_ids"}
        answers = super().answers.items()
        plain = {name: value for name, value in answers if name not in apart}
        return plain | {"grant": self.grant}

    def for_version(self, stored: Any, **now: Any) -> Form:
        """Also remembers which roles and villages it shows."""
        return super().for_version(stored, **self._granted, **now)

    def refused(self, stored: Any = None, **now: Any) -> int | None:
        """Also shows roles and villages as they stand now."""
        return super().refused(stored, **self._granted, **now)

    @property
    def _granted(self) -> dict[str, Any]:
        """The stored roles and villages, under the names of the fields."""
        areas = [id for id, _name in self.area_ids.choices if id in self._now.area_ids]
        roles = [role for role in ROLES if role in self._now.roles]
        return {"roles": roles, "area_ids": areas}

    def validate_email(self, field: Any) -> None:
        wanted = self.grant.roles
        if not field.data and rules.needs_address(
            wanted, has_password=self._has_password
        ):
            raise ValidationError(str(_l("Write the e-mail address.")))

    def validate_roles(self, _field: Any) -> None:
        fault = rules.role_fault(self._now, self.grant.trimmed, is_self=self._is_self)
        if fault:
            raise ValidationError(str(ROLE_FAULTS[fault]))

    def validate_area_ids(self, field: Any) -> None:
        if self.grant.works_in_villages and not (field.data or self.all_areas.data):
            raise ValidationError(str(_l("Tick the villages, or all of them.")))
