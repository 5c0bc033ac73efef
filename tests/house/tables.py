"""What everybody gets at every address, looked over line by line.

The law behind it is what the foundation promised: a volunteer gets the people they are
matched to, a coordinator those of their own villages, the safeguarding lead alone the
concerns, the board totals, the administrator settings and no file of a person.

nobody  somebody not signed in          elsew.  a coordinator of another village
free    a volunteer without a match     lead    a coordinator and safeguarding lead
visits  the volunteer of the match      board   a member of the board
all     a coordinator of every village  admin   the administrator
"""

OPEN, HEARD, AWAY, DENIED, HIDDEN = "open", "heard", "away", "denied", "."


def _table(text: str) -> dict[str, tuple[str, ...]]:
    lines = (line.split() for line in text.splitlines()[1:])
    return {words[0]: tuple(words[1:]) for words in lines if words}


# open: the page; away: elsewhere, as to the sign-in; denied: not for this account;
# a dot: there is nothing here, whether there is or not.
PAGES = _table("""\
                           nobody free   visits all    elsew. lead   board  admin
accounts.edit_user_form    away   .      .      .      .      .      .      open
accounts.end_user_form     away   .      .      .      .      .      .      open
accounts.invitation_form   open   open   open   open   open   open   open   open
accounts.new_user_form     away   denied denied denied denied denied denied open
accounts.password_form     away   open   open   open   open   open   open   open
accounts.profile           away   open   open   open   open   open   open   open
accounts.sign_in_form      open   away   away   away   away   away   away   away
accounts.users             away   denied denied denied denied denied denied open

areas.edit_form            away   .      .      .      .      .      .      open
areas.index                away   denied denied denied denied denied denied open
areas.new_form             away   denied denied denied denied denied denied open

bookings.book_form         away   .      .      open   .      open   .      .
bookings.cancel_form       away   .      .      open   .      open   .      .
bookings.choose            away   .      .      open   .      open   .      .
bookings.week              away   .      .      open   .      open   .      denied

casefile.reopen_form       away   .      .      open   .      open   .      .
casefile.show              away   .      open   open   .      open   .      .
casefile.stop_form         away   .      .      open   .      open   .      .

concerns.close_form        away   .      .      .      .      open   .      .
concerns.index             away   .      .      .      .      open   .      .
concerns.raise_form        away   .      open   open   .      open   .      .
concerns.show              away   .      .      .      .      open   .      .
concerns.terms_form        away   .      .      .      .      open   .      .

contacts.consent_form      away   .      .      open   .      open   .      .
contacts.doubles           away   denied denied open   open   open   denied denied
contacts.edit_form         away   .      .      open   .      open   .      .
contacts.index             away   denied denied open   open   open   denied denied
contacts.new_form          away   denied denied open   open   open   denied denied
contacts.tie_form          away   .      .      open   .      open   .      .

foundation.settings_form   away   denied denied denied denied denied denied open
foundation.state           open   open   open   open   open   open   open   open
foundation.style           open   open   open   open   open   open   open   open

jobs.index                 away   denied denied denied denied denied denied open

hours.edit_form            away   .      open   .      .      .      .      .
hours.export               away   denied denied open   open   open   denied denied
hours.index                away   open   open   away   away   away   denied away
hours.new_form             away   open   open   denied denied denied denied denied
hours.of_volunteer         away   .      .      open   .      open   .      .
hours.rates                away   denied denied open   denied open   denied open
hours.refuse_form          away   .      .      open   .      open   .      .
hours.show                 away   .      open   open   .      open   .      .
hours.to_approve           away   denied denied open   open   open   denied denied
hours.to_pay               away   denied denied open   open   open   denied denied
hours.totals               away   denied denied open   open   open   denied denied

matches.by_volunteer       away   .      .      open   .      open   .      .
matches.edit_form          away   .      denied open   .      open   .      .
matches.handover           away   .      .      open   .      open   .      .
matches.new_form           away   .      denied open   .      open   .      .
matches.refuse_form        away   .      denied open   .      open   .      .
matches.unasked            away   .      .      open   open   open   .      .

offerings.edit_form        away   denied denied open   open   open   .      open
offerings.index            away   open   open   open   open   open   denied open
offerings.new_form         away   denied denied open   open   open   denied open
offerings.show             away   open   open   open   open   open   .      open

outreach.assign_form       away   .      .      open   .      open   .      .
outreach.attempt_form      away   .      .      open   .      open   .      .
outreach.cards             away   open   open   open   open   open   denied open
outreach.index             away   open   open   open   open   open   denied denied
outreach.paper             away   .      .      open   .      open   .      .
outreach.rest_form         away   .      .      open   .      open   .      .
outreach.stop_form         away   .      .      open   .      open   .      .
outreach.table_form        away   open   open   open   open   open   denied open
outreach.text_form         away   open   open   open   open   open   denied open

referrals.index            away   open   open   open   open   open   denied denied
referrals.propose_form     away   .      .      open   .      open   .      .
referrals.show             away   .      open   open   .      open   .      .
referrals.warm_form        away   .      denied open   .      open   .      .

reports.evidence           away   denied denied open   open   open   open   denied
reports.index              away   denied denied open   open   open   open   denied

respite.ask_form           away   .      .      open   .      open   .      .
respite.clarify_form       away   .      .      open   .      open   .      .
respite.edit_form          away   .      .      open   .      open   .      .
respite.index              away   denied denied open   open   open   denied denied
respite.show               away   .      .      open   .      open   .      .
respite.unmet_form         away   .      .      open   .      open   .      .

rooms.edit_form            away   denied denied denied denied denied denied open
rooms.index                away   denied denied open   open   open   denied open
rooms.new_form             away   denied denied denied denied denied denied open

signals.accept_form        away   .      .      open   .      open   .      .
signals.decline_form       away   .      .      open   .      open   .      .
signals.index              away   denied denied open   open   open   denied denied
signals.new_form           away   open   open   open   open   open   denied denied
signals.show               away   .      .      open   .      open   .      .

tablet.accept_form         away   .      .      open   .      open   .      .
tablet.day                 away   open   open   denied denied denied denied denied
tablet.manifest            open   open   open   open   open   open   open   open
tablet.mine                away   open   open   denied denied denied denied denied
tablet.session             open   open   open   open   open   open   open   open
tablet.shell               open   open   open   open   open   open   open   open
tablet.visit               away   .      open   .      .      .      .      .
tablet.waiting             away   denied denied open   open   open   denied denied
tablet.worker              open   open   open   open   open   open   open   open

today.day                  away   open   open   away   away   away   away   away
today.index                away   open   open   open   open   open   away   away

trainings.attendance_form  away   .      denied open   .      open   .      .
trainings.cancel_form      away   .      denied open   .      open   .      .
trainings.edit_form        away   .      denied open   .      open   .      .
trainings.index            away   open   open   open   open   open   .      .
trainings.long_ago         away   denied denied open   open   open   denied denied
trainings.new_form         away   denied denied open   open   open   denied denied
trainings.people_form      away   .      denied open   .      open   .      .
trainings.show             away   .      open   open   .      open   .      .

visits.cancel_form         away   .      open   open   .      open   .      .
visits.correct_form        away   .      open   open   .      open   .      .
visits.feed                away   open   open   denied denied denied denied denied
visits.move_form           away   .      open   open   .      open   .      .
visits.paper               away   open   open   .      .      .      .      .
visits.plan_form           away   .      open   open   .      open   .      .
visits.read_feed           open   open   open   open   open   open   open   open
visits.report_form         away   .      open   open   .      open   .      .
visits.show                away   .      open   open   .      open   .      .
visits.thanks              away   .      open   open   .      open   .      .

volunteers.block_form      away   .      open   open   .      open   .      .
volunteers.edit_form       away   .      .      open   .      open   .      .
volunteers.first_talk_form away   .      .      open   .      open   .      .
volunteers.index           away   .      .      open   open   open   .      .
volunteers.me              away   open   open   .      .      .      .      .
volunteers.move_form       away   .      .      open   .      open   .      .
volunteers.new_form        away   denied denied open   open   open   denied denied
volunteers.requirement_form away  .      .      open   .      open   .      .
volunteers.requirements    away   denied denied open   open   open   denied open
volunteers.setting_form    away   denied denied open   denied open   denied open
volunteers.show            away   .      .      open   .      open   .      .
volunteers.times_form      away   .      open   open   .      open   .      .

wishes.add_form            away   .      .      open   .      open   .      .
""")

# heard: the answers are read, and a form that is not right is sent back.
DEEDS = _table("""\
                           nobody free   visits all    elsew. lead   board  admin
accounts.accept_invitation heard  heard  heard  heard  heard  heard  heard  heard
accounts.create_user       away   denied denied denied denied denied denied heard
accounts.edit_user         away   .      .      .      .      .      .      heard
accounts.end_all_sessions  away   heard  heard  heard  heard  heard  heard  heard
accounts.end_session       away   heard  .      .      .      .      .      heard
accounts.end_user          away   .      .      .      .      .      .      heard
accounts.invite            away   .      .      .      .      .      .      heard
accounts.keys              away   heard  heard  heard  heard  heard  heard  heard
accounts.mails             away   heard  heard  heard  heard  heard  heard  heard
accounts.language          heard  heard  heard  heard  heard  heard  heard  heard
accounts.let_in            away   .      .      .      .      .      .      heard
accounts.password          away   heard  heard  heard  heard  heard  heard  heard
accounts.sign_in           heard  heard  heard  heard  heard  heard  heard  heard
accounts.sign_out          away   heard  heard  heard  heard  heard  heard  heard
accounts.sign_out_user     away   .      .      .      .      .      .      heard

areas.create               away   denied denied denied denied denied denied heard
areas.edit                 away   .      .      .      .      .      .      heard
areas.retire               away   .      .      .      .      .      .      heard
areas.take_back            away   .      .      .      .      .      .      heard

bookings.attended          away   .      .      heard  .      heard  .      .
bookings.book              away   .      .      heard  .      heard  .      .
bookings.cancel            away   .      .      heard  .      heard  .      .
bookings.confirm           away   .      .      heard  .      heard  .      .
bookings.not_attended      away   .      .      heard  .      heard  .      .
bookings.release           away   .      .      heard  .      heard  .      .

casefile.reopen            away   .      .      heard  .      heard  .      .
casefile.stop              away   .      .      heard  .      heard  .      .

concerns.acknowledge       away   .      .      .      .      heard  .      .
concerns.close             away   .      .      .      .      heard  .      .
concerns.create            away   .      heard  heard  .      heard  .      .
concerns.set_terms         away   .      .      .      .      heard  .      .
concerns.step              away   .      .      .      .      heard  .      .

contacts.add_tie           away   .      .      heard  .      heard  .      .
contacts.create            away   denied denied heard  heard  heard  denied denied
contacts.edit              away   .      .      heard  .      heard  .      .
contacts.end_tie           away   .      .      heard  .      heard  .      .
contacts.give_consent      away   .      .      heard  .      heard  .      .
contacts.informed          away   .      .      heard  .      heard  .      .
contacts.withdraw_consent  away   .      .      heard  .      heard  .      .

foundation.change          away   denied denied denied denied denied denied heard

hours.add_rate             away   denied denied heard  denied heard  denied heard
hours.approve              away   .      .      heard  .      heard  .      .
hours.approve_all          away   denied denied heard  heard  heard  denied denied
hours.create               away   heard  heard  denied denied denied denied denied
hours.edit                 away   .      heard  .      .      .      .      .
hours.pay                  away   denied denied heard  heard  heard  denied denied
hours.refuse               away   .      .      heard  .      heard  .      .
hours.reopen               away   .      .      heard  .      heard  .      .
hours.take_back            away   .      heard  .      .      .      .      .
hours.take_back_rate       away   .      .      heard  .      heard  .      heard
hours.take_over            away   .      heard  .      .      .      .      .

matches.create             away   .      denied heard  .      heard  .      .
matches.edit               away   .      denied heard  .      heard  .      .
matches.hand_over          away   .      .      heard  .      heard  .      .
matches.refuse             away   .      denied heard  .      heard  .      .
matches.see_off            away   .      .      heard  .      heard  .      .
matches.take_back          away   .      .      heard  .      heard  .      .

offerings.confirm          away   denied denied heard  heard  heard  .      heard
offerings.create           away   denied denied heard  heard  heard  denied heard
offerings.edit             away   denied denied heard  heard  heard  .      heard
offerings.restore          away   denied denied heard  heard  heard  .      heard
offerings.retire           away   denied denied heard  heard  heard  .      heard

outreach.assign            away   .      .      heard  .      heard  .      .
outreach.begin             away   .      .      heard  .      heard  .      .
outreach.change_table      away   denied denied heard  denied heard  denied heard
outreach.change_text       away   denied denied heard  denied heard  denied heard
outreach.record            away   .      .      heard  .      heard  .      .
outreach.rest              away   .      .      heard  .      heard  .      .
outreach.stop              away   .      .      heard  .      heard  .      .

referrals.advance          away   .      denied heard  .      heard  .      .
referrals.note             away   .      denied heard  .      heard  .      .
referrals.propose          away   .      .      heard  .      heard  .      .
referrals.warm             away   .      denied heard  .      heard  .      .

respite.ask                away   .      .      heard  .      heard  .      .
respite.clarify            away   .      .      heard  .      heard  .      .
respite.close              away   .      .      heard  .      heard  .      .
respite.edit               away   .      .      heard  .      heard  .      .
respite.unmet              away   .      .      heard  .      heard  .      .

rooms.create               away   denied denied denied denied denied denied heard
rooms.edit                 away   denied denied denied denied denied denied heard

signals.accept             away   .      .      heard  .      heard  .      .
signals.create             away   heard  heard  heard  heard  heard  denied denied
signals.decline            away   .      .      heard  .      heard  .      .

tablet.accept              away   .      .      heard  .      heard  .      .
tablet.count               away   heard  heard  denied denied denied denied denied
tablet.hand_back           away   .      heard  .      .      .      .      .
tablet.known               away   heard  heard  denied denied denied denied denied
tablet.receive             away   heard  heard  denied denied denied denied denied
tablet.set_aside           away   .      .      heard  .      heard  .      .

trainings.add_people       away   .      denied heard  .      heard  .      .
trainings.attendance       away   .      denied heard  .      heard  .      .
trainings.cancel           away   .      denied heard  .      heard  .      .
trainings.create           away   denied denied heard  heard  heard  denied denied
trainings.edit             away   .      denied heard  .      heard  .      .
trainings.sign_off         away   .      heard  denied .      denied .      .
trainings.sign_up          away   .      heard  denied .      denied .      .

visits.cancel              away   .      heard  heard  .      heard  .      .
visits.correct             away   .      heard  heard  .      heard  .      .
visits.draft               away   .      heard  heard  .      heard  .      .
visits.make_feed           away   heard  heard  denied denied denied denied denied
visits.move                away   .      heard  heard  .      heard  .      .
visits.plan                away   .      heard  heard  .      heard  .      .
visits.report              away   .      heard  heard  .      heard  .      .
visits.revoke_feed         away   heard  heard  denied denied denied denied denied

volunteers.ask_talk        away   .      heard  heard  .      heard  .      .
volunteers.block           away   .      heard  heard  .      heard  .      .
volunteers.create          away   denied denied heard  heard  heard  denied denied
volunteers.edit            away   .      .      heard  .      heard  .      .
volunteers.first_talk      away   .      .      heard  .      heard  .      .
volunteers.had_talk        away   .      .      heard  .      heard  .      .
volunteers.invite          away   .      .      heard  .      heard  .      .
volunteers.move            away   .      .      heard  .      heard  .      .
volunteers.require_of      away   .      .      heard  .      heard  .      .
volunteers.set_requirement away   denied denied heard  denied heard  denied heard
volunteers.times           away   .      heard  heard  .      heard  .      .
volunteers.unblock         away   .      heard  heard  .      heard  .      .

wishes.add                 away   .      .      heard  .      heard  .      .
wishes.move                away   .      .      heard  .      heard  .      .
""")
