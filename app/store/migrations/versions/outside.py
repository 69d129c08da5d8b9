"""What running cases wait for from outside, and what starts cases without anybody asking."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "subscription",
        sa.Column("case_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("element", sa.String(length=64), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "place"),
    )
    op.create_index("subscription_topic", "subscription", ["topic", "since", "case_id"], unique=False)
    op.create_table(
        "message_start",
        sa.Column("case_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("case_id"),
        sa.UniqueConstraint("topic"),
    )
    op.create_table(
        "kept_message",
        sa.Column("stream", sa.String(length=80), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("stream", "sequence", "number"),
    )
    op.create_index(op.f("ix_kept_message_topic"), "kept_message", ["topic"], unique=False)
    op.create_table(
        "start_event",
        sa.Column("definition", sa.String(length=64), nullable=False),
        sa.Column("element", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("version_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("requester", sa.String(length=64), nullable=True),
        sa.Column("every", sa.Text(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("rounds", sa.Integer(), nullable=True),
        sa.Column("fired", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("definition", "element", "topic"),
    )
    op.create_index("start_event_topic", "start_event", ["topic"], unique=False)
