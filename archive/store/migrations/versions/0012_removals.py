"""Keep decisions to remove, and what stands in the place of what was removed."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "removals",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key", sa.String(32), nullable=False, unique=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "tombstones",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("removal", sa.Integer(), sa.ForeignKey("removals.id"), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("at", sa.String(32), nullable=True),
        sa.Column("removed_at", sa.String(32), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("url_digest", sa.String(64), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("tombstones_by_page", "tombstones", ["page", "at"])
    op.create_index("tombstones_by_url", "tombstones", ["url_digest"])
