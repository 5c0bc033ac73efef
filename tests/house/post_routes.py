"""What everybody gets who sends a form to an address, as `tables` has it for pages."""

from tests.house.tables import table

# What only our own scripts send, in JSON: see tests/visiting/offline.
BY_SCRIPT = {"offline.count", "offline.receive"}

# heard: the answers are read, and a form that is not right is sent back.
POST_ROUTES = table("""\
                           nobody free   visits all    elsew. lead   board  admin
sessions.accept_invitation heard  heard  heard  heard  heard  heard  heard  heard
accounts.create_user       away   denied denied denied denied denied denied heard
accounts.edit_user         away   .      .      .      .      .      .      heard
sessions.end_all_sessions  away   heard  heard  heard  heard  heard  heard  heard
sessions.end_session       away   heard  .      .      .      .      .      heard
accounts.end_user          away   .      .      .      .      .      .      heard
accounts.invite            away   .      .      .      .      .      .      heard
sessions.keys              away   heard  heard  heard  heard  heard  heard  heard
sessions.mails             away   heard  heard  heard  heard  heard  heard  heard
sessions.language          heard  heard  heard  heard  heard  heard  heard  heard
accounts.let_in            away   .      .      .      .      .      .      heard
sessions.password          away   heard  heard  heard  heard  heard  heard  heard
sessions.sign_in           heard  heard  heard  heard  heard  heard  heard  heard
sessions.sign_out          away   heard  heard  heard  heard  heard  heard  heard
sessions.sign_out_user     away   .      .      .      .      .      .      heard

areas.create               away   denied denied denied denied denied denied heard
areas.edit                 away   .      .      .      .      .      .      heard
areas.retire               away   .      .      .      .      .      .      heard
areas.take_back            away   .      .      .      .      .      .      heard

calendar_feed.make_feed    away   heard  heard  denied denied denied denied denied
calendar_feed.revoke_feed  away   heard  heard  denied denied denied denied denied

claims.approve             away   .      .      heard  .      heard  .      .
claims.approve_all         away   denied denied heard  heard  heard  denied denied
claims.create              away   heard  heard  denied denied denied denied denied
claims.edit                away   .      heard  .      .      .      .      .
claims.pay                 away   denied denied heard  heard  heard  denied denied
claims.refuse              away   .      .      heard  .      heard  .      .
claims.reopen              away   .      .      heard  .      heard  .      .
claims.take_back           away   .      heard  .      .      .      .      .
claims.take_over           away   .      heard  .      .      .      .      .
concerns.acknowledge       away   .      .      .      .      heard  .      .
concerns.close             away   .      .      .      .      heard  .      .
concerns.create            away   .      heard  heard  .      heard  .      .
concerns.set_terms         away   .      .      .      .      heard  .      .
concerns.step              away   .      .      .      .      heard  .      .

contacts.create            away   denied denied heard  heard  heard  denied denied
contacts.edit              away   .      .      heard  .      heard  .      .
contacts.informed          away   .      .      heard  .      heard  .      .

foundation.change          away   denied denied denied denied denied denied heard

handover.hand_over         away   .      .      heard  .      heard  .      .
handover.see_off           away   .      .      heard  .      heard  .      .


letters.change_text        away   denied denied heard  denied heard  denied heard

matches.edit               away   .      denied heard  .      heard  .      .

matching.create            away   .      denied heard  .      heard  .      .
matching.refuse            away   .      denied heard  .      heard  .      .
matching.take_back         away   .      .      heard  .      heard  .      .

offerings.confirm          away   denied denied heard  heard  heard  .      heard
offerings.create           away   denied denied heard  heard  heard  denied heard
offerings.edit             away   denied denied heard  heard  heard  .      heard
offerings.restore          away   denied denied heard  heard  heard  .      heard
offerings.retire           away   denied denied heard  heard  heard  .      heard

offline.accept             away   .      .      heard  .      heard  .      .
offline.count              away   heard  heard  denied denied denied denied denied
offline.hand_back          away   .      heard  .      .      .      .      .
offline.known              away   heard  heard  denied denied denied denied denied
offline.receive            away   heard  heard  denied denied denied denied denied
offline.set_aside          away   .      .      heard  .      heard  .      .
offline.set_aside_unreadable away denied denied heard  heard  heard  denied denied

outreach.assign            away   .      .      heard  .      heard  .      .
outreach.begin             away   .      .      heard  .      heard  .      .
outreach.record            away   .      .      heard  .      heard  .      .
outreach.rest              away   .      .      heard  .      heard  .      .
outreach.stop              away   .      .      heard  .      heard  .      .

outreach_steps.change_table away   denied denied heard  denied heard  denied heard

rates.add_rate             away   denied denied heard  denied heard  denied heard
rates.take_back_rate       away   .      .      heard  .      heard  .      heard

referrals.advance          away   .      denied heard  .      heard  .      .
referrals.note             away   .      denied heard  .      heard  .      .
referrals.propose          away   .      .      heard  .      heard  .      .
referrals.warm             away   .      denied heard  .      heard  .      .

relations.add_tie          away   .      .      heard  .      heard  .      .
relations.end_tie          away   .      .      heard  .      heard  .      .
relations.give_consent     away   .      .      heard  .      heard  .      .
relations.withdraw_consent away   .      .      heard  .      heard  .      .

respite.ask                away   .      .      heard  .      heard  .      .
respite.book               away   .      .      heard  .      heard  .      .
respite.clarify            away   .      .      heard  .      heard  .      .
respite.close              away   .      .      heard  .      heard  .      .
respite.edit               away   .      .      heard  .      heard  .      .
respite.unmet              away   .      .      heard  .      heard  .      .

room_pages.attended        away   .      .      heard  .      heard  .      .
room_pages.cancel          away   .      .      heard  .      heard  .      .
room_pages.confirm         away   .      .      heard  .      heard  .      .
room_pages.not_attended    away   .      .      heard  .      heard  .      .
room_pages.release         away   .      .      heard  .      heard  .      .
rooms.create               away   denied denied denied denied denied denied heard
rooms.edit                 away   denied denied denied denied denied denied heard

signals.accept             away   .      .      heard  .      heard  .      .
signals.create             away   heard  heard  heard  heard  heard  denied denied
signals.decline            away   .      .      heard  .      heard  .      .

stopping.reopen            away   .      .      heard  .      heard  .      .
stopping.stop              away   .      .      heard  .      heard  .      .


trainings.add_people       away   .      denied heard  .      heard  .      .
trainings.attendance       away   .      denied heard  .      heard  .      .
trainings.cancel           away   .      denied heard  .      heard  .      .
trainings.create           away   denied denied heard  heard  heard  denied denied
trainings.edit             away   .      denied heard  .      heard  .      .
trainings.sign_off         away   .      heard  denied .      denied .      .
trainings.sign_up          away   .      heard  denied .      denied .      .

visit_reports.correct      away   .      heard  heard  .      heard  .      .
visit_reports.draft        away   .      heard  heard  .      heard  .      .
visit_reports.report       away   .      heard  heard  .      heard  .      .

visits.cancel              away   .      heard  heard  .      heard  .      .
visits.move                away   .      heard  heard  .      heard  .      .
visits.plan                away   .      heard  heard  .      heard  .      .

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
