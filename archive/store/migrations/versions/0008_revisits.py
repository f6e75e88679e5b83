"""Remember how often pages change, where they moved, who is asking a host, and what a run should be looked at for."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what is there already counts as never seen to change, never moved, asked by nobody."""
    op.add_column("frontier", sa.Column("checked_at", sa.String(32), nullable=True))
    op.add_column("frontier", sa.Column("changed_at", sa.String(32), nullable=True))
    op.add_column("frontier", sa.Column("due_at", sa.String(32), nullable=True))
    op.add_column("frontier", sa.Column("missed_at", sa.String(32), nullable=True))
    op.add_column("frontier", sa.Column("listed_in", sa.Text(), nullable=True))
    op.create_index("frontier_by_listing", "frontier", ["source", "listed_in"])
    op.add_column("hosts", sa.Column("held_by", sa.Text(), nullable=True))
    op.add_column("hosts", sa.Column("held_until", sa.String(32), nullable=True))
    op.add_column("hosts", sa.Column("absent", sa.Text(), nullable=True))
    op.add_column("pages", sa.Column("moved_to", sa.Text(), nullable=True))
    op.create_index("ix_pages_moved_to", "pages", ["moved_to"])
    op.add_column("runs", sa.Column("alerts", sa.JSON(), nullable=True))
