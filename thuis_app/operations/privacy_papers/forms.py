"""The words of the privacy papers: each thing is said here once, for all papers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from thuis_app.core import legal_details
from thuis_app.core.actors import Role
from thuis_app.operations.privacy_papers.rules import (
    BY_ITSELF,
    DataKind,
    Facts,
    Paper,
    Processing,
    Risk,
    Term,
)
from thuis_app.organisation.accounts.forms import ROLES
from thuis_app.organisation.emergencies import rules as emergencies
from thuis_app.support.referrals.rules import ReferralShare
from thuis_app.web.filters import label

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
MOST_WEEKS = 10

PAPERS = {
    Paper.LEAFLET: _l("Leaflet to leave behind"),
    Paper.STATEMENT: _l("Privacy statement"),
    Paper.ACCESS: _l("Who can get in?"),
    Paper.REGISTER: _l("Register of processing"),
    Paper.ASSESSMENT: _l("Risks and measures (DPIA)"),
    Paper.CONFIDENTIALITY: _l("Agreement of confidentiality"),
}
HINTS = {
    Paper.LEAFLET: _l("One page, for the person who is visited."),
    Paper.STATEMENT: _l("For the website of the foundation."),
    Paper.ACCESS: _l("To show to a municipality: who gets in, and who does not."),
    Paper.REGISTER: _l("What the law asks of each foundation (GDPR, article 30)."),
    Paper.ASSESSMENT: _l("Filled in as far as Thuis knows; the board does the rest."),
    Paper.CONFIDENTIALITY: _l("To be signed by whoever looks after the server."),
}
PROCESSINGS = {
    Processing.PEOPLE: _l("Files of people who are visited"),
    Processing.REACHING: _l("Tips, and trying to get in touch"),
    Processing.VISITS: _l("Visits and reports"),
    Processing.CONCERNS: _l("Concerns about safety"),
    Processing.RESPITE: _l("Respite for carers"),
    Processing.REFERRALS: _l("Bringing people to what there is"),
    Processing.VOLUNTEERS: _l("Volunteers"),
    Processing.CLAIMS: _l("Hours and costs of volunteers"),
    Processing.ACCOUNTS: _l("Accounts and signing in"),
    Processing.MAIL: _l("Mail to users"),
    Processing.AUDIT_LOG: _l("Who looked when"),
    Processing.FIGURES: _l("Figures for board and municipality"),
}
PURPOSES = {
    Processing.PEOPLE: _l(
        "To know who somebody is, what they like, and what they agreed to."
    ),
    Processing.REACHING: _l(
        "To follow up a tip, and to keep trying in a friendly way."
    ),
    Processing.VISITS: _l(
        "To bring a volunteer and a person together, and to plan visits."
    ),
    Processing.CONCERNS: _l("To act when somebody may not be safe."),
    Processing.RESPITE: _l("To give a carer some time off."),
    Processing.REFERRALS: _l("To bring somebody to an activity or to help they want."),
    Processing.VOLUNTEERS: _l("To welcome volunteers, and to know when they can come."),
    Processing.CLAIMS: _l(
        "To pay what a volunteer spent, and to be able to account for it."
    ),
    Processing.ACCOUNTS: _l(
        "To let only those in who may, and no further than they may."
    ),
    Processing.MAIL: _l(
        "To remind users that something waits for them. No names in it."
    ),
    Processing.AUDIT_LOG: _l("To be able to show who saw or changed what."),
    Processing.FIGURES: _l("To show what the foundation does, in rounded totals."),
}
SUBJECTS = {
    Processing.PEOPLE: _l("people who are visited, their family and neighbours"),
    Processing.REACHING: _l("people somebody gave a tip about, and who gave it"),
    Processing.VISITS: _l("people who are visited, volunteers"),
    Processing.CONCERNS: _l("people who are visited, and those around them"),
    Processing.RESPITE: _l("carers, and who they care for"),
    Processing.REFERRALS: _l(
        "people who are visited, contact persons of organisations"
    ),
    Processing.VOLUNTEERS: _l("volunteers"),
    Processing.CLAIMS: _l("volunteers"),
    Processing.ACCOUNTS: _l("users"),
    Processing.MAIL: _l("users"),
    Processing.AUDIT_LOG: _l("users, and the people whose file they opened"),
    Processing.FIGURES: _l("people who are visited, as a number only"),
}
GROUNDS = {
    Processing.PEOPLE: _l("legitimate interest; consent for data on health"),
    Processing.REACHING: _l("legitimate interest"),
    Processing.VISITS: _l("legitimate interest; consent for data on health"),
    Processing.CONCERNS: _l("vital interest; legitimate interest"),
    Processing.RESPITE: _l("legitimate interest; consent for data on health"),
    Processing.REFERRALS: _l("consent"),
    Processing.VOLUNTEERS: _l("agreement with the volunteer"),
    Processing.CLAIMS: _l("agreement with the volunteer; duty by tax law"),
    Processing.ACCOUNTS: _l("legitimate interest"),
    Processing.MAIL: _l("legitimate interest"),
    Processing.AUDIT_LOG: _l("legitimate interest: to be able to account for it"),
    Processing.FIGURES: _l("legitimate interest"),
}
READERS = {
    Processing.PEOPLE: _l(
        "coordinators of the village; the volunteer who visits, as long as they do"
    ),
    Processing.REACHING: _l(
        "coordinators of the village; the volunteer who is asked to try"
    ),
    Processing.VISITS: _l("coordinators of the village; the volunteer who visits"),
    Processing.CONCERNS: _l(
        "the safeguarding lead, who raised it, and the stand-in if it waits too long"
    ),
    Processing.RESPITE: _l(
        "coordinators of the village; the host, as far as the carer agreed"
    ),
    Processing.REFERRALS: _l(
        "coordinators of the village; the organisation, as far as the person agreed"
    ),
    Processing.VOLUNTEERS: _l("coordinators; the volunteer"),
    Processing.CLAIMS: _l("coordinators; the volunteer; the treasurer, who pays"),
    Processing.ACCOUNTS: _l("the administrator"),
    Processing.MAIL: _l("the user whom it is for; the mail server"),
    Processing.AUDIT_LOG: _l(
        "the coordinator, about a person; the board and the administrator, "
        "without names of people"
    ),
    Processing.FIGURES: _l("coordinators, the board, the municipality"),
}
KINDS = {
    DataKind.NAME: _l("name"),
    DataKind.ADDRESS: _l("address"),
    DataKind.TELEPHONE: _l("telephone number"),
    DataKind.EMAIL: _l("e-mail address"),
    DataKind.BIRTH: _l("date or year of birth"),
    DataKind.LIFE: _l("what somebody likes, wants and agreed"),
    DataKind.HEALTH: _l("health, as far as it matters for a visit"),
    DataKind.SAFETY: _l("worries about safety"),
    DataKind.NETWORK: _l("family, neighbours, and who to call"),
    DataKind.CONSENT: _l("what somebody said yes or no to"),
    DataKind.TIMES: _l("days and times"),
    DataKind.REPORTS: _l("short reports of visits"),
    DataKind.PAPERS_SEEN: _l(
        "that a paper (such as a VOG) was seen, not the paper itself"
    ),
    DataKind.MONEY: _l("kilometres, costs and account number"),
    DataKind.SIGN_IN: _l(
        "sign-ins, roles and devices (passwords and codes in a form nobody can read)"
    ),
    DataKind.LOOKS: _l("who opened or changed something, and when"),
}
SIGHT = {
    Role.VOLUNTEER: _l("Sees only the people they visit, and only as long as they do."),
    Role.COORDINATOR: _l("Sees everybody in their own villages."),
    Role.SAFEGUARDING_LEAD: _l("A coordinator who also sees the concerns."),
    Role.STAND_IN: _l("Sees a concern only when it has waited too long."),
    Role.BOARD: _l("Sees totals, and no names."),
    Role.TREASURER: _l("Pays approved hours and costs, and sees nobody who is helped."),
    Role.ADMINISTRATOR: _l("Keeps accounts and settings, and sees no files."),
}
"""What each role sees."""
SHARES = {
    ReferralShare.NAME: _l("name"),
    ReferralShare.TELEPHONE: _l("telephone number"),
    ReferralShare.ADDRESS: _l("address"),
    ReferralShare.WISH: _l("what the person would like"),
}
MAILS = {
    "reminder": _l("that something waits today, as a number"),
    "papers": _l("that a paper of a volunteer runs out"),
    "reports": _l("that a report is asked for"),
    "guessing": _l("that somebody is guessing passwords"),
    "account": _l("that something changed at one's own account"),
    "agreement": _l("that something waits for a second person"),
    "emergency": _l("that somebody sees the files in an emergency, until when"),
    "look": _l("that there is something to look at, and not what"),
}
"""Each kind of mail, and what is in it."""
RISKS = {
    Risk.CURIOUS: _l("A user looks at a file out of curiosity."),
    Risk.LOST_TABLET: _l("A tablet is lost or stolen."),
    Risk.GUESSED: _l("Somebody else gets hold of a password."),
    Risk.SERVER: _l("The server or its disk is stolen."),
    Risk.BACKUP: _l("A backup falls into wrong hands."),
    Risk.LOST: _l("Data are lost: a fire, a broken disk, a mistake."),
    Risk.PASSED_ON: _l("Data go to an organisation without a yes."),
    Risk.TOO_MUCH: _l("Somebody writes down more than is needed."),
    Risk.UNAWARE: _l("Somebody does not know that there is a file about them."),
    Risk.TOO_LONG: _l("Data stay longer than needed."),
    Risk.RECKONED: _l("One person is recognised in the figures."),
    Risk.HOST: _l("Whoever looks after the server looks in the database."),
    Risk.SMALL_VILLAGE: _l("In a small village a volunteer knows the person already."),
}
LABELS = (PAPERS, PROCESSINGS, KINDS, RISKS)


def length_words(length: timedelta) -> str:
    """A length of time as people say it: 48 hours, 6 weeks, 92 days."""
    if length < DAY:
        minutes = int(length.total_seconds() // 60)
        if minutes % 60:
            return str(ngettext("%(num)s minute", "%(num)s minutes", minutes))
    if length <= 2 * DAY:
        hours = int(length.total_seconds() // 3600)
        return str(ngettext("%(num)s hour", "%(num)s hours", hours))
    if length % WEEK == timedelta() and length <= MOST_WEEKS * WEEK:
        return str(ngettext("%(num)s week", "%(num)s weeks", length // WEEK))
    return str(ngettext("%(num)s day", "%(num)s days", length // DAY))


def term_words(term: Term, facts: Facts) -> str:
    """How long data stay, and whether Thuis erases them by itself."""
    if term in BY_ITSELF:
        return str(_TERMS[term] % {"length": length_words(facts.lengths[term])})
    return str(_TERMS[term])


_TERMS: dict[Term, Any] = {
    Term.FILE: _l(
        "The file stays until the foundation has it erased: Thuis does not "
        "do so by itself."
    ),
    Term.ACCOUNT: _l(
        "An account that ended stays, so that it can be seen who did what."
    ),
    Term.LISTED: _l(
        "What the foundation lists itself, such as organisations: as long as it does."
    ),
    Term.LOG: _l(
        "The audit log is never erased: Thuis changes no line of it, and takes none "
        "out."
    ),
    Term.SIGNAL: _l(
        "A tip that is not taken up: its words are erased after %(length)s."
    ),
    Term.DRAFT: _l("A draft of a report: erased after %(length)s at the latest."),
    Term.TABLET: _l("A report from a tablet that waits: until it was dealt with."),
    Term.TASK: _l("A task that is done: erased after %(length)s."),
    Term.CHANGE: _l(
        "What a change replaced, to be able to undo it: erased after %(length)s "
        "at the latest."
    ),
    Term.MERGE: _l(
        "What two files held before they became one: erased after %(length)s."
    ),
    Term.MAIL: _l("That a mail was sent: erased after %(length)s."),
    Term.FORM: _l("That a form was sent: erased after %(length)s."),
    Term.SIGN_IN_TRY: _l(
        "A wrong password: erased in the night, once it is older than %(length)s."
    ),
}


def roles() -> list[tuple[str, str]]:
    """Each role, and what it sees."""
    return [(str(ROLES[role]), str(SIGHT[role])) for role in ROLES]


def all_of(members: Any) -> str:
    """The words of these, one after another."""
    return "; ".join(label(one) for one in members)


def shares() -> str:
    """What an organisation may get of a person, each only with a yes."""
    return ", ".join(str(words) for words in SHARES.values())


def setting(name: str) -> str:
    """The setting in which this is filled in."""
    return legal_details.SETTINGS[name]


def backups(facts: Facts) -> list[str]:
    """Where backups are, and for how long, in sentences."""
    kept = facts.backup
    if not kept.is_made:
        return [_("There is no folder or no key for backups, so Thuis makes none.")]
    copied = [_("After it, a copy of it goes to another place.")]
    return [
        _(
            "Each night Thuis makes a backup, reads it back, and keeps those of "
            "%(days)s days, %(weeks)s weeks and %(months)s months, and never fewer "
            "than %(fewest)s.",
            days=kept.days,
            weeks=kept.weeks,
            months=kept.months,
            fewest=kept.fewest,
        ),
        _(
            "A backup is encrypted. The two keys that open it are on paper, and not on "
            "the server."
        ),
        *(copied if kept.is_copied else []),
        _(
            "What was erased stays in older backups, until these go too. When one is "
            "put back, Thuis erases who was erased since again."
        ),
    ]


def mail(facts: Facts) -> str:
    """By which server mail goes, and that there is no name in it."""
    if not facts.mail_server:
        return str(_("No mail server is set, so Thuis sends no mail."))
    if not facts.is_mail_encrypted:
        words = _(
            "Mail goes by %(server)s, over a line without encryption. There is no name "
            "of a person who is visited in it.",
            server=facts.mail_server,
        )
    else:
        words = _(
            "Mail goes by %(server)s, over an encrypted line. There is no name of a "
            "person who is visited in it.",
            server=facts.mail_server,
        )
    return str(words)


def administrator(facts: Facts) -> str:
    """How an administrator sees files in an emergency, and who hears of that."""
    hour = length_words(emergencies.LASTS)
    if not facts.mail_server:
        words = _(
            "In an emergency the administrator or the board opens the files for "
            "%(hour)s, with a reason. It is a line in the audit log, which Thuis shows "
            "to the board each month.",
            hour=hour,
        )
    else:
        words = _(
            "In an emergency the administrator or the board opens the files for "
            "%(hour)s, with a reason. The others are mailed at once, and it is a line "
            "in the audit log, which Thuis shows to the board each month.",
            hour=hour,
        )
    return str(words)


def sign_in(facts: Facts) -> list[str]:
    """How one gets in, and for how long, in sentences."""
    slower = _(
        "Who guesses passwords has to wait longer each time, and the administrator "
        "hears of it."
    )
    return [_password(facts), _factor(facts), _session(facts), _link(facts), slower]


def _password(facts: Facts) -> str:
    words = _(
        "Everybody has an account of their own, with a password of at least "
        "%(length)s characters that is not on the list of those that many use.",
        length=facts.password_length,
    )
    return str(words)


def _factor(facts: Facts) -> str:
    if not facts.is_factor_required:
        return str(
            _(
                "A code of one's telephone or a passkey is possible, and not required "
                "here."
            )
        )
    words = _(
        "Who has one of these roles also gives a code of their telephone, or uses a "
        "passkey: %(roles)s.",
        roles=all_of(role for role in ROLES if role in facts.must_have_factor),
    )
    return str(words)


def _session(facts: Facts) -> str:
    words = _(
        "A session ends after %(idle)s without use, and after %(longest)s at the "
        "latest. Before an account, a role, a link for another or a list to take "
        "away, Thuis asks again who it is, once %(fresh)s have passed.",
        idle=length_words(facts.idle),
        longest=length_words(facts.longest_session),
        fresh=length_words(facts.fresh),
    )
    return str(words)


def _link(facts: Facts) -> str:
    words = _(
        "A link to choose a password works once, and for %(length)s.",
        length=length_words(facts.invitation),
    )
    return str(words)


def measures(risk: Risk, facts: Facts) -> list[str]:
    """What Thuis does against a risk, in sentences; empty where it does nothing."""
    found = [*_BY_SETTING[risk](facts)] if risk in _BY_SETTING else []
    return [*found, *(str(words) for words in _MEASURES.get(risk, ()))]


_MEASURES: dict[Risk, tuple[Any, ...]] = {
    Risk.CURIOUS: (
        _l(
            "A volunteer sees only the people they visit; a coordinator only their "
            "villages."
        ),
        _l("Each look at a file is a line in the audit log, which stays."),
        _l(
            "Each month Thuis shows the board and the administrator what is odd, to "
            "sign for."
        ),
    ),
    Risk.LOST_TABLET: (
        _l("'Tablet lost' ends every session at the next request."),
        _l("Of a visit a tablet keeps initials, start and length. Never a worry."),
    ),
    Risk.SERVER: (
        _l("Passwords and keys are kept in a form that cannot be read back."),
        _l("Thuis does not encrypt the database itself: encrypt the disk."),
    ),
    Risk.LOST: (_l("Nothing is called saved before it is really on the disk."),),
    Risk.PASSED_ON: (
        _l("Who takes the yes back, stops it; the organisation is called."),
    ),
    Risk.TOO_MUCH: (
        _l(
            "Thuis warns when somebody types a citizen service number (BSN), and asks "
            "for none."
        ),
        _l("There is no field for a diagnosis, and none for files or photos."),
    ),
    Risk.UNAWARE: (
        _l("Who is not told yet that there is a file, is a task for the coordinator."),
        _l("There is a leaflet to leave behind."),
    ),
    Risk.HOST: (
        _l("Who has the server can read the database. Thuis cannot prevent that."),
        _l("There is an agreement of confidentiality to sign."),
    ),
}


def _of_tablets(facts: Facts) -> list[str]:
    words = _(
        "A finished report is encrypted on the tablet at once. A draft is encrypted "
        "too, and kept for %(length)s at most.",
        length=length_words(facts.on_tablet),
    )
    return [str(words)]


def _of_passing_on(_facts: Facts) -> list[str]:
    words = _(
        "Nothing is passed on before the person said yes: to whom, and what (%(kinds)s "
        "at most).",
        kinds=shares(),
    )
    return [str(words)]


def _of_figures(facts: Facts) -> list[str]:
    words = _(
        "The report shows no names. Each number is rounded to %(number)s, and stands "
        "still for a month.",
        number=facts.rounded_to,
    )
    return [str(words)]


def _of_terms(facts: Facts) -> list[str]:
    return [term_words(term, facts) for term in Term]


_BY_SETTING: dict[Risk, Callable[[Facts], list[str]]] = {
    Risk.LOST_TABLET: _of_tablets,
    Risk.GUESSED: sign_in,
    Risk.BACKUP: backups,
    Risk.LOST: lambda facts: backups(facts)[:1],
    Risk.PASSED_ON: _of_passing_on,
    Risk.TOO_LONG: _of_terms,
    Risk.RECKONED: _of_figures,
}
