"""The Thuis kamers, and respite in them."""

import sqlalchemy as sa
from alembic import op

revision = "0006_rooms_and_respite"
down_revision = "0005_offerings_and_referrals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('room',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('area_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('host_organisation', sa.String(), nullable=False),
    sa.Column('character', sa.String(), nullable=False),
    sa.Column('contact_person', sa.String(), nullable=False),
    sa.Column('telephone', sa.String(), nullable=False),
    sa.Column('facilities', sa.String(), nullable=False),
    sa.Column('cannot', sa.String(), nullable=False),
    sa.Column('is_protected', sa.Boolean(), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['area_id'], ['area.id'], name=op.f('fk_room_area_id_area')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_room')),
    sa.UniqueConstraint('name', name=op.f('uq_room_name'))
    )
    op.create_index(op.f('ix_room_area_id'), 'room', ['area_id'], unique=False)
    op.create_table('respite_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('asked', 'clarified', 'placed', 'closed', 'unmet', name='requeststate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('carer_id', sa.Integer(), nullable=False),
    sa.Column('cared_for_id', sa.Integer(), nullable=False),
    sa.Column('asked_by', sa.Enum('carer', 'cared_for', 'professional', name='askedby', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('asked_on', sa.Date(), nullable=False),
    sa.Column('relation', sa.String(), nullable=False),
    sa.Column('hours_a_week', sa.Integer(), nullable=True),
    sa.Column('duties', sa.String(), nullable=False),
    sa.Column('wanted_for', sa.String(), nullable=False),
    sa.Column('hold_out', sa.Enum('weeks', 'months', 'year', 'unknown', name='holdout', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('says', sa.Enum('likes_it', 'look_first', 'rather_not', 'cannot_say', name='says', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('likes', sa.String(), nullable=False),
    sa.Column('need_words', sa.String(), nullable=False),
    sa.Column('need_note', sa.String(), nullable=False),
    sa.Column('care_form', sa.Enum('room', 'at_home', 'day_out', name='careform', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('rhythm', sa.Enum('once', 'weekly', 'fortnightly', 'monthly', name='carerhythm', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('wanted_words', sa.String(), nullable=False),
    sa.Column('start_on', sa.Date(), nullable=True),
    sa.Column('urgency', sa.Enum('soon', 'normal', name='urgency', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('transport', sa.String(), nullable=False),
    sa.Column('others_who_help', sa.String(), nullable=False),
    sa.Column('emergency_contact', sa.String(), nullable=False),
    sa.Column('talked_on', sa.Date(), nullable=True),
    sa.Column('talked_with', sa.String(), nullable=False),
    sa.Column('heard', sa.String(), nullable=False),
    sa.Column('options', sa.String(), nullable=False),
    sa.Column('chosen', sa.String(), nullable=False),
    sa.Column('call_by', sa.Date(), nullable=True),
    sa.Column('clarified_by', sa.Integer(), nullable=True),
    sa.Column('host_may_read', sa.Boolean(), nullable=False),
    sa.Column('unmet_because', sa.Enum('no_place', 'too_much_care', 'no_transport', 'withdrawn', name='unmetreason', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('unmet_note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['cared_for_id'], ['contact.id'], name=op.f('fk_respite_request_cared_for_id_contact')),
    sa.ForeignKeyConstraint(['carer_id'], ['contact.id'], name=op.f('fk_respite_request_carer_id_contact')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_respite_request'))
    )
    op.create_index(op.f('ix_respite_request_cared_for_id'), 'respite_request', ['cared_for_id'], unique=False)
    op.create_index(op.f('ix_respite_request_carer_id'), 'respite_request', ['carer_id'], unique=False)
    op.create_index(op.f('ix_respite_request_state_asked_on'), 'respite_request', ['state', 'asked_on'], unique=False)
    op.create_table('room_part',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('room_id', sa.Integer(), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('day_part', sa.Enum('morning', 'afternoon', 'evening', name='daypart', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('opens', sa.Time(), nullable=False),
    sa.Column('closes', sa.Time(), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['room_id'], ['room.id'], name=op.f('fk_room_part_room_id_room')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_room_part')),
    sa.UniqueConstraint('room_id', 'weekday', 'day_part', name=op.f('uq_room_part_room_id_weekday_day_part'))
    )
    op.create_table('booking',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('room_id', sa.Integer(), nullable=False),
    sa.Column('booked_on', sa.Date(), nullable=False),
    sa.Column('day_part', sa.Enum('morning', 'afternoon', 'evening', name='daypart', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state', sa.Enum('held', 'confirmed', 'attended', 'not_attended', 'cancelled', name='bookingstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('held_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('booked_by', sa.Integer(), nullable=False),
    sa.Column('cancelled_by', sa.Enum('carer', 'cared_for', 'room', 'foundation', name='cancelledby', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('cancelled_because', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['request_id'], ['respite_request.id'], name=op.f('fk_booking_request_id_respite_request')),
    sa.ForeignKeyConstraint(['room_id'], ['room.id'], name=op.f('fk_booking_room_id_room')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_booking'))
    )
    op.create_index(op.f('ix_booking_request_id'), 'booking', ['request_id'], unique=False)
    op.create_index(op.f('ix_booking_room_id_booked_on_day_part'), 'booking', ['room_id', 'booked_on', 'day_part'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_booking_room_id_booked_on_day_part'), table_name='booking')
    op.drop_index(op.f('ix_booking_request_id'), table_name='booking')
    op.drop_table('booking')
    op.drop_table('room_part')
    op.drop_index(op.f('ix_respite_request_state_asked_on'), table_name='respite_request')
    op.drop_index(op.f('ix_respite_request_carer_id'), table_name='respite_request')
    op.drop_index(op.f('ix_respite_request_cared_for_id'), table_name='respite_request')
    op.drop_table('respite_request')
    op.drop_index(op.f('ix_room_area_id'), table_name='room')
    op.drop_table('room')
