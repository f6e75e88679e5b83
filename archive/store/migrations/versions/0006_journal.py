"""Keep a journal of what has changed, for those who copy the archive."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# What is held already is told once, as if it had changed on the day it was last seen.
_BEGIN = """
INSERT INTO journal (page, deed, at)
SELECT pages.id, CASE WHEN mementos.searchable THEN 'put' ELSE 'drop' END, pages.last_seen
FROM pages JOIN mementos ON mementos.id = pages.current
ORDER BY pages.id
"""


def upgrade() -> None:
    """Make the table and tell of every page."""
    op.create_table(
        "journal",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("deed", sa.String(length=8), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sqlite_autoincrement=True,
    )
    op.create_index("journal_by_page", "journal", ["page", "seq"], unique=False)
    op.execute(_BEGIN)
