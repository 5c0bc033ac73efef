"""A form key keeps where its result is, and no page

Revision ID: 0015_form_key_page
Revises: 0014_concerns
"""

import sqlalchemy as sa
from alembic import op

revision = "0015_form_key_page"
down_revision = "0014_concerns"
branch_labels = None
depends_on = None

LEADING = ("Location: ", "HX-Redirect: ")


def upgrade() -> None:
    """The address that an answer led to is kept; the pages are deleted."""
    with op.batch_alter_table("form_key") as table:
        table.add_column(
            sa.Column("page", sa.String(), nullable=False, server_default="")
        )
    keys = _keys("headers", "page")
    rows = op.get_bind().execute(sa.select(keys.c.id, keys.c.headers)).all()
    for key_id, headers in rows:
        if page := _page(headers):
            change = sa.update(keys).where(keys.c.id == key_id).values(page=page)
            op.get_bind().execute(change)
    with op.batch_alter_table("form_key") as table:
        table.alter_column("page", server_default=None)
        table.drop_column("status")
        table.drop_column("headers")
        table.drop_column("body")


def downgrade() -> None:
    """What led somewhere leads there again; of a page only its absence is left."""
    with op.batch_alter_table("form_key") as table:
        table.add_column(
            sa.Column("status", sa.Integer(), nullable=False, server_default="303")
        )
        for name in ("headers", "body"):
            table.add_column(
                sa.Column(name, sa.String(), nullable=False, server_default="")
            )
    keys = _keys("headers", "page")
    location = sa.literal("Location: ") + keys.c.page
    led = sa.update(keys).where(keys.c.page != "").values(headers=location)
    op.get_bind().execute(led)
    with op.batch_alter_table("form_key") as table:
        for name in ("status", "headers", "body"):
            table.alter_column(name, server_default=None)
        table.drop_column("page")


def _keys(*names: str) -> sa.TableClause:
    return sa.table("form_key", sa.column("id"), *map(sa.column, names))


def _page(headers: str) -> str:
    found = (line for line in headers.splitlines() if line.startswith(LEADING))
    return next(found, "").partition(": ")[2]
