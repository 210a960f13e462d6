"""Names are found alike however their apostrophes and dashes are written: what is stored is folded so."""

import re

import sqlalchemy as sa

from alembic import op

revision = "2026_11_27_02"
down_revision = "2026_11_27_01"
branch_labels = None
depends_on = None

APOSTROPHES = re.compile("['’‘‛ʼ′`´]")
DASHES = re.compile(r"[\u002d\u2010-\u2015\u2212]+")
DASHED = re.compile(r"\w+(?:[\u002d\u2010-\u2015\u2212]\w+)+")
AT_ONCE = 1000
SORTS = ("sort_sv", "sort_nb", "sort_fold")


def plain(text: str) -> str:
    """Fold what an earlier version left as it was written."""
    return " ".join(DASHES.sub(" ", APOSTROPHES.sub("", text.replace("ı", "i"))).split())


def searchable(text: str) -> str:
    """Fold a text that is searched, with the words that have dashes in them once more without these."""
    words = (DASHES.sub("", word) for word in DASHED.findall(text))
    joined = [word for word in words if not any(sign.isdigit() for sign in word)]
    return plain(" ".join([text, *joined]))


def upgrade() -> None:
    """Fold the rows that hold such signs, some at a time."""
    connection = op.get_bind()
    for name in sorted(sa.inspect(connection).get_table_names()):
        columns = [column["name"] for column in sa.inspect(connection).get_columns(name)]
        if "fold" in columns and "id" in columns:
            _fold(connection, name, [column for column in SORTS if column in columns])


def _fold(connection: sa.Connection, name: str, sorts: list[str]) -> None:
    table = sa.table(name, sa.column("id"), sa.column("fold"), *(sa.column(column) for column in sorts))
    last = 0
    while rows := connection.execute(
        sa.select(table).where(table.c.id > last).order_by(table.c.id).limit(AT_ONCE)
    ).mappings().all():  # fmt: skip
        last = rows[-1]["id"]
        changed = [
            {"key": row["id"], "fold": searchable(row["fold"]), **{each: plain(row[each]) for each in sorts}}
            for row in rows
            if DASHES.search(row["fold"]) or APOSTROPHES.search(row["fold"]) or "ı" in row["fold"]
        ]
        if changed:
            wanted = {each: sa.bindparam(each) for each in ("fold", *sorts)}
            connection.execute(sa.update(table).where(table.c.id == sa.bindparam("key")).values(**wanted), changed)


def downgrade() -> None:
    """Leave the texts as they are: an earlier version finds names in them too."""
