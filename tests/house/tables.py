"""What everybody gets at every address, looked over line by line.

The law behind it is what the foundation promised: a volunteer gets the people they are
matched to, a coordinator those of their own villages, the safeguarding lead alone the
concerns, the board totals, the administrator settings and no file of a person.

nobody  somebody not signed in          elsew.  a coordinator of another village
free    a volunteer without a match     lead    a coordinator and safeguarding lead
visits  the volunteer of the match      board   a member of the board
all     a coordinator of every village  admin   the administrator

The treasurer gets what the board gets, but for the lines of OF_TREASURER.
"""

from collections.abc import Mapping

COLUMNS = (
    *("nobody", "free", "visits", "all", "elsew.", "lead", "board", "admin"),
    "treas.",
)
BOARD, TREASURER = COLUMNS.index("board"), COLUMNS.index("treas.")
OPEN, HEARD, AWAY, DENIED, HIDDEN = "open", "heard", "away", "denied", "."


def table(text: str) -> dict[str, tuple[str, ...]]:
    lines = (line.split() for line in text.splitlines()[1:])
    return {words[0]: tuple(words[1:]) for words in lines if words}


# What a treasurer gets where that is not what a member of the board gets.
OF_TREASURER = {
    **dict.fromkeys(("access_log.index", "access_log.sign_form"), "denied"),
    **dict.fromkeys(("access_log.sign",), "denied"),
    **dict.fromkeys(("reports.evidence", "reports.export", "reports.index"), "denied"),
    **dict.fromkeys(("privacy_papers.index", "privacy_papers.show"), "denied"),
    **dict.fromkeys(("payments.index", "payments.show", "payments.export"), "open"),
    **dict.fromkeys(("payments.of_volunteer", "payments.take_back_form"), "open"),
    **dict.fromkeys(("payments.make", "payments.record_paid"), "heard"),
    "payments.take_back": "heard",
    **dict.fromkeys(("privacy_papers.index", "privacy_papers.show"), "denied"),
    **dict.fromkeys(("unlock_codes.choose_form", "unlock_codes.choose"), "denied"),
    **dict.fromkeys(("agreements.index", "emergencies.begin_form"), "denied"),
    **dict.fromkeys(("agreements.make_codes", "emergencies.begin"), "denied"),
    **dict.fromkeys(("agreements.show", "agreements.agree"), "."),
    **dict.fromkeys(("agreements.agree_by_codes", "agreements.refuse"), "."),
    **dict.fromkeys(("agreements.take_back", "emergencies.end"), "."),
}


def with_treasurer(
    answers: Mapping[str, tuple[str, ...]],
) -> dict[str, tuple[str, ...]]:
    """The same lines with a column more, that of the treasurer."""
    return {
        name: (*line, OF_TREASURER.get(name, line[BOARD]))
        for name, line in answers.items()
    }


# open: the page; away: elsewhere, as to the sign-in; denied: not for this account;
# a dot: there is nothing here, whether there is or not.
PAGES = with_treasurer(
    table("""\
                           nobody free   visits all    elsew. lead   board  admin
deputies.name_form         away   denied denied open   open   open   denied open
access_log.index           away   denied denied denied denied denied open   open
access_log.of_person       away   .      .      open   .      open   .      .
access_log.of_user         away   .      .      .      .      .      .      open
access_log.sign_form       away   denied denied denied denied denied open   open

agreements.index           away   denied denied open   open   open   open   open
agreements.show            away   .      .      open   open   open   open   open
emergencies.begin_form     away   denied denied open   open   open   open   open
absences.index             away   denied denied open   open   open   denied open
absences.new_form          away   .      .      open   open   open   .      open
accounts.edit_user_form    away   .      .      .      .      .      .      open
accounts.end_user_form     away   .      .      .      .      .      .      open
invitations.accept_form    open   open   open   open   open   open   open   open
accounts.new_user_form     away   denied denied denied denied denied denied open
profile.password_form      away   open   open   open   open   open   open   open
sessions.prove_form        away   open   open   open   open   open   open   open
factors.set_up_form        away   open   open   open   open   open   open   open
factors.show               away   open   open   open   open   open   open   open
passkeys.add_form          away   open   open   open   open   open   open   open
passkeys.link_form         open   open   open   open   open   open   open   open
passkeys.options_by_invitation open open open  open   open   open   open   open
passkeys.options_by_link   open   open   open   open   open   open   open   open
passkeys.options_to_add    away   open   open   open   open   open   open   open
passkeys.options_to_use    open   open   open   open   open   open   open   open
passkeys.remove_form       away   .      .      .      .      open   .      .
passkeys.show              away   open   open   open   open   open   open   open
profile.show               away   open   open   open   open   open   open   open
sessions.sign_in_form      open   away   away   away   away   away   away   away
returning.sign_in_again_form open  open   open   open   open   open   open   open
returning.unlock_form      away   open   open   open   open   open   open   open
unlock_codes.choose_form   away   open   open   denied denied denied open   denied
accounts.users             away   denied denied denied denied denied denied open
returning.who_is_here      open   open   open   open   open   open   open   open

ahead.of_volunteer         away   .      .      open   .      open   .      .
ahead.soon                 away   denied denied open   open   open   denied denied
ahead.week                 away   denied denied open   open   open   denied denied

areas.edit_form            away   .      .      .      .      .      .      open
areas.index                away   denied denied denied denied denied denied open
areas.new_form             away   denied denied denied denied denied denied open


batches.attempt_form       away   denied denied open   open   open   denied denied
batches.confirm_form       away   denied denied open   open   open   denied denied
batches.remind_form        away   denied denied open   open   open   denied denied
batches.tell_form          away   denied denied open   open   open   denied denied

calendar_feed.feed         away   open   open   denied denied denied denied denied
calendar_feed.new_feed_form away  open   open   denied denied denied denied denied
calendar_feed.read_feed    open   open   open   open   open   open   open   open

first_steps.index          away   denied denied denied denied denied denied open
checks.index               away   denied denied denied denied denied denied open
checks.state               open   open   open   open   open   open   open   open

privacy_papers.index       away   denied denied open   open   open   open   open
privacy_papers.show        away   denied denied open   open   open   open   open

casefile.show              away   .      open   open   .      open   .      .

claims.edit_form           away   .      open   .      .      .      .      .
claims.export              away   denied denied open   open   open   denied denied
claims.index               away   open   open   away   away   away   denied away
claims.new_form            away   open   open   denied denied denied denied denied
claims.of_volunteer        away   .      .      open   .      open   .      .
claims.refuse_form         away   .      .      open   .      open   .      .
claims.show                away   .      open   open   .      open   .      .
claims.write_for_form      away   .      .      open   .      open   .      .
claims.to_approve          away   denied denied open   open   open   denied denied
claims.to_pay              away   denied denied open   open   open   denied denied
claims.correct_form        away   .      .      open   .      open   .      .
bank_accounts.own_form     away   open   open   denied denied denied denied denied
bank_accounts.of_volunteer_form away .   .      open   .      open   .      .
payments.export            away   .      .      .      .      .      .      .
payments.index             away   denied denied denied denied denied denied denied
payments.of_volunteer      away   .      .      .      .      .      .      .
payments.show              away   .      .      .      .      .      .      .
payments.take_back_form    away   .      .      .      .      .      .      .
claims.totals              away   denied denied open   open   open   denied denied

concerns.close_form        away   .      .      .      .      open   .      .
concerns.index             away   .      .      .      .      open   .      .
concerns.choose            away   .      open   open   .      open   .      .
concerns.raise_form        away   .      open   open   .      open   .      .
concerns.show              away   .      .      .      .      open   .      .
concerns.start             away   open   open   open   open   open   open   open
concerns.terms_form        away   .      .      .      .      open   .      .

contacts.doubles           away   denied denied open   open   open   denied denied
contacts.edit_form         away   .      .      open   .      open   .      .
contacts.index             away   denied denied open   open   open   denied denied
contacts.new_form          away   denied denied open   open   open   denied denied

days.paper                 away   open   open   .      .      .      .      .

foundation.numbers_form    away   .      .      .      .      open   .      open
foundation.settings_form   away   denied denied denied denied denied denied open
foundation.style           open   open   open   open   open   open   open   open

handover.show              away   .      .      open   .      open   .      .


jobs.index                 away   denied denied denied denied denied denied open

letters.cards              away   open   open   open   open   open   denied open
letters.paper              away   .      .      open   .      open   .      .
letters.text_form          away   open   open   open   open   open   denied open

matches.by_volunteer       away   .      .      open   .      open   .      .
matches.edit_form          away   .      denied open   .      open   .      .

matching.answer_form       away   .      open   open   .      open   .      .
matching.new_form          away   .      denied open   .      open   .      .
matching.refuse_form       away   .      denied open   .      open   .      .
matching.unasked           away   .      .      open   open   open   .      .

merging.doubles            away   .      .      open   .      open   .      .
merging.index              away   denied denied open   open   open   denied denied
merging.merge_form         away   .      .      open   .      open   .      .

my_people.index            away   open   open   denied denied denied denied denied
notes.correct_form         away   .      .      open   .      open   .      .
notes.of_contact_form      away   .      .      open   .      open   .      .
notes.of_offering_form     away   denied denied open   open   open   .      denied
notes.of_volunteer_form    away   .      .      open   .      open   .      .

offerings.begin_with_form  away   denied denied open   open   open   denied open
offerings.edit_form        away   denied denied open   open   open   .      open
offerings.index            away   open   open   open   open   open   denied open
offerings.new_form         away   denied denied open   open   open   denied open
offerings.show             away   open   open   open   open   open   .      open

offline.accept_form        away   .      .      open   .      open   .      .
offline.day                away   open   open   denied denied denied denied denied
offline.home_screen_form   away   open   open   denied denied denied denied denied
offline.manifest           open   open   open   open   open   open   open   open
offline.mine               away   open   open   denied denied denied denied denied
offline.session            open   open   open   open   open   open   open   open
offline.shell              open   open   open   open   open   open   open   open
offline.unreadable_form    away   denied denied open   open   open   denied denied
offline.visit              away   .      open   .      .      .      .      .
offline.waiting            away   denied denied open   open   open   denied denied
offline.worker             open   open   open   open   open   open   open   open

outreach.assign_form       away   .      .      open   .      open   .      .
outreach.attempt_form      away   .      .      open   .      open   .      .
outreach.index             away   open   open   open   open   open   denied denied
outreach.rest_form         away   .      .      open   .      open   .      .
outreach.stop_form         away   .      .      open   .      open   .      .

outreach_steps.table_form  away   open   open   open   open   open   denied open

rates.index                away   denied denied open   denied open   denied open

referrals.index            away   open   open   open   open   open   denied denied
referrals.propose_form     away   .      .      open   .      open   .      .
referrals.show             away   .      open   open   .      open   .      .
referrals.warm_form        away   .      denied open   .      open   .      .

assents.give_form          away   .      .      open   .      open   .      .
assents.withdraw_form      away   .      .      open   .      open   .      .

first_visits.answer_form   away   .      .      open   .      open   .      .
first_visits.plan_form     away   .      .      open   .      open   .      .

relations.consent_form     away   .      .      open   .      open   .      .
relations.represent_form   away   .      .      open   .      open   .      .
relations.tie_form         away   .      .      open   .      open   .      .
relations.withdraw_consent_form away   .      .      open   .      open   .      .

reports.evidence           away   denied denied open   open   open   open   denied
reports.export             away   denied denied open   open   open   open   denied
reports.index              away   denied denied open   open   open   open   denied

respite.ask_form           away   .      .      open   .      open   .      .
respite.book_form          away   .      .      open   .      open   .      .
respite.clarify_form       away   .      .      open   .      open   .      .
respite.edit_form          away   .      .      open   .      open   .      .
respite.index              away   denied denied open   open   open   denied denied
respite.show               away   .      .      open   .      open   .      .
respite.unmet_form         away   .      .      open   .      open   .      .

room_pages.cancel_form     away   .      .      open   .      open   .      .
room_pages.choose          away   .      .      open   .      open   .      .
room_pages.week            away   .      .      open   .      open   .      denied
practice.make_form         away   denied denied open   open   open   denied open
rooms.edit_form            away   denied denied open   .      open   denied open
rooms.index                away   denied denied open   open   open   denied open
rooms.new_form             away   denied denied open   open   open   denied open

search.find_form           away   open   open   open   open   open   denied denied

signals.accept_form        away   .      .      open   .      open   .      .
signals.decline_form       away   .      .      open   .      open   .      .
signals.edit_form          away   .      .      open   .      open   .      .
signals.index              away   denied denied open   open   open   denied denied
signals.new_form           away   open   open   open   open   open   denied denied
signals.show               away   .      .      open   .      open   .      .

stopping.deceased_form     away   .      .      open   .      open   .      .
stopping.finish_form       away   .      .      open   .      open   .      .
stopping.mistake_form      away   .      .      open   .      open   .      .
stopping.moved_form        away   .      .      open   .      open   .      .
stopping.no_contact_form   away   .      .      open   .      open   .      .
stopping.reopen_form       away   .      .      open   .      open   .      .
stopping.stop_form         away   .      .      open   .      open   .      .


today.day                  away   open   open   away   away   away   away   away
today.give_all_form        away   .      .      open   open   open   .      denied
today.index                away   open   open   open   open   open   away   away
today.task                 away   .      .      open   .      open   .      .

trainings.attendance_form  away   .      denied open   .      open   .      .
trainings.cancel_form      away   .      denied open   .      open   .      .
trainings.edit_form        away   .      denied open   .      open   .      .
trainings.index            away   open   open   open   open   open   .      .
trainings.long_ago         away   denied denied open   open   open   denied denied
trainings.new_form         away   denied denied open   open   open   denied denied
trainings.people_form      away   .      denied open   .      open   .      .
trainings.show             away   .      open   open   .      open   .      .

report_replies.answer_form away  .      open   denied .      denied .      .
report_replies.reply_form  away   .      denied open   .      open   .      .

visit_reports.correct_form away   .      open   open   .      open   .      .
visit_reports.report_form  away   .      open   open   .      open   .      .
visit_reports.show         away   .      open   open   .      open   .      .
visit_reports.thanks       away   .      open   open   .      open   .      .

visits.cancel_form         away   .      open   open   .      open   .      .
visits.changed             away   .      open   open   .      open   .      .
visits.days_off_form       away   .      open   open   .      open   .      .
visits.move_form           away   .      open   open   .      open   .      .
visits.plan_form           away   .      open   open   .      open   .      .
visits.substitute_form     away   .      denied open   .      open   .      .

volunteers.block_form      away   .      open   open   .      open   .      .
volunteers.edit_form       away   .      .      open   .      open   .      .
volunteers.first_talk_form away   .      .      open   .      open   .      .
volunteers.index           away   .      .      open   open   open   .      .
volunteers.me              away   open   open   .      .      .      .      .
volunteers.move_form       away   .      .      open   .      open   .      .
volunteers.new_form        away   denied denied open   open   open   denied denied
volunteers.personal_form   away   .      .      open   .      open   .      .
volunteers.requirement_form away  .      .      open   .      open   .      .
volunteers.requirements    away   denied denied open   open   open   denied open
volunteers.setting_form    away   denied denied open   denied open   denied open
volunteers.show            away   .      .      open   .      open   .      .
volunteers.times_form      away   .      open   open   .      open   .      .

incidents.edit_form        away   .      .      open   .      open   .      .
incidents.index            away   denied denied open   open   open   denied denied
incidents.record_form      away   .      .      open   .      open   .      .
incidents.show             away   .      .      open   .      open   .      .
wishes.add_form            away   .      .      open   .      open   .      .
""")
)
