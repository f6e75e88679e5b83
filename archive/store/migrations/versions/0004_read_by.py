"""Remember what each memento was read by."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what is there already counts as read by something else."""
    op.add_column("mementos", sa.Column("read_by", sa.Text(), nullable=True))
