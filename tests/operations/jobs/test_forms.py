"""Whatever kind a mail is: who reads along learns nothing about anybody."""

from datetime import timedelta

import pytest
from flask import Flask

from tests import make
from tests.house.sample_data import CARER, NAME, WORRY, SampleData, sample_data
from tests.mailbox import SITE
from tests.operations.jobs.conftest import TUESDAY
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM, Actor, Role
from thuis_app.core.database import db
from thuis_app.core.outbox import MailContent
from thuis_app.operations.jobs import forms
from thuis_app.organisation.accounts.rules import AccountMail, AccountNews
from thuis_app.organisation.agreements.rules import AgreementMail, AgreementNews
from thuis_app.organisation.emergencies.rules import EmergencyMail
from thuis_app.organisation.sessions.rules import GuessingMail
from thuis_app.overview.reminders import queries
from thuis_app.overview.reminders.rules import DayMail, PapersMail, ReportsMail
from thuis_app.team.volunteers.rules import Requirement
from thuis_app.visiting.concerns.rules import LookMail

PAPER = "Paardenbloem"
PLANTED = (NAME, CARER, WORRY, PAPER, "Bedum", "cupboard", "tea")


@pytest.fixture
def everything(database: None) -> SampleData:
    """A sample in which there is something to say of every kind, to everybody."""
    known = sample_data(3)
    for days in (0, 1):
        match = make.match(known.volunteer, make.contact(NAME))
        make.visit(match, starts_at=make.at(TUESDAY + timedelta(days=days), 16))
    someone = make.volunteer(make.area(), ready=False, name=PAPER, called=PAPER)
    until = TUESDAY + timedelta(days=20)
    make.saved(make.met(someone, Requirement.VOG, until))
    known.values["paper_of"] = someone.id
    make.give_roles(known.lead, *known.lead.roles, Role.VOLUNTEER)
    return known


def readers(known: SampleData, language: str) -> list[Actor]:
    users = (known.volunteer, known.coordinator, known.lead, known.administrator)
    for user in users:
        user.language = language
    db.session.commit()
    return [queries.on_behalf_of(SYSTEM, user) for user in users]


def letters(
    known: SampleData, kind: str, language: str
) -> list[tuple[Actor, MailContent]]:
    paper_of = int(known.values["paper_of"])
    payloads = {
        DayMail.kind: DayMail(TUESDAY),
        PapersMail.kind: PapersMail(paper_of, Requirement.VOG, 30),
        ReportsMail.kind: ReportsMail(TUESDAY),
        LookMail.kind: LookMail(),
        AccountMail.kind: AccountMail(AccountNews.FACTOR_RESET, TUESDAY),
        AgreementMail.kind: AgreementMail(
            AgreementNews.ASKED, int(known.values["agreement_id"]), TUESDAY
        ),
        EmergencyMail.kind: EmergencyMail(1, TUESDAY),
        GuessingMail.kind: GuessingMail(TUESDAY),
    }
    found = [
        (reader, forms.letter(reader, payloads[kind]))
        for reader in readers(known, language)
    ]
    return [(reader, letter) for reader, letter in found if letter]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", sorted(forms.KINDS))
def test_no_mail_of_any_kind_names_somebody_or_gives_more_than_one_address(
    app: Flask, everything: SampleData, kind: str, language: str
) -> None:
    found = letters(everything, kind, language)

    assert found, f"nobody gets a mail of kind {kind}: nothing is tested"
    for reader, letter in found:
        said = letter.subject + forms.text(reader, [letter], SITE)
        assert not [word for word in PLANTED if word.lower() in said.lower()]
        assert said.count("http") == said.count(SITE) == 1
        assert not any(sign.isdigit() for sign in letter.subject)


@pytest.mark.parametrize("kind", sorted(forms.KINDS))
def test_every_kind_is_said_in_dutch_too(everything: SampleData, kind: str) -> None:
    english = [letter for _reader, letter in letters(everything, kind, "en")]
    dutch = [letter for _reader, letter in letters(everything, kind, "nl")]

    for one, other in zip(english, dutch, strict=True):
        assert not {one.subject, *one.lines} & {other.subject, *other.lines}


def test_the_day_is_said_in_full(everything: SampleData) -> None:
    said = {
        reader.id: letter.lines
        for reader, letter in letters(everything, DayMail.kind, "en")
    }

    assert list(said[everything.volunteer.id][:4]) == [
        "You have 1 visit today.",
        "You have 1 visit tomorrow.",
        "3 questions whether you would visit somebody wait for your answer.",
        "3 visits still wait for your report. A few lines are enough.",
    ]
    board, late, papers = said[everything.coordinator.id][:3]
    assert board.startswith("On your work board wait ")
    assert late == "3 reports of volunteers are late. A call often helps."
    assert papers == "A paper of 1 volunteer runs out soon."


def test_a_paper_that_was_renewed_is_not_announced(everything: SampleData) -> None:
    clock.set_source(lambda: make.at(TUESDAY + timedelta(days=21), 10))

    assert letters(everything, PapersMail.kind, "en") == []


def test_to_look_is_asked_of_leads_and_their_stand_ins_alone(
    everything: SampleData,
) -> None:
    wanted = [reader.id for reader, _letter in letters(everything, LookMail.kind, "en")]

    assert wanted == [everything.lead.id]


def test_the_same_sentence_is_said_once(everything: SampleData) -> None:
    [reader, *_others] = readers(everything, "en")
    letter = MailContent("Tea", ["There is tea.", "There is cake."])

    text = forms.text(reader, [letter, letter], SITE)

    assert text.count("There is tea.") == 1
    assert text.startswith(f"Hello {reader.called},\n")
