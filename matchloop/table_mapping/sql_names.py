"""Names in the SQL of several databases: how each quotes them, and which it cannot carry.

Quoting is sqlglot's, which knows every dialect; it is loaded by the first name. Lengths and signs
are those that the databases' own references give for names of columns.
"""

import re
from dataclasses import dataclass

from matchloop.harmless import steers
from matchloop.table_mapping.forms import Dialect


@dataclass(frozen=True)
class _Names:
    """What a database asks of a name.

    longest: signs, or bytes of UTF-8; None for any length. forbidden: what no name holds. unended:
    what no name ends in.
    """

    longest: int | None = None
    in_bytes: bool = False
    forbidden: re.Pattern[str] | None = None
    unended: str = ""

    def refuses(self, name: str) -> str:
        length = len(name.encode()) if self.in_bytes else len(name)
        if self.longest is not None and length > self.longest:
            unit = "bytes" if self.in_bytes else "signs"
            return f"its name has {length:,} {unit}, {self.longest:,} are the most"
        if self.forbidden and (found := self.forbidden.search(name)):
            return f"its name holds {found[0]!a}"
        if self.unended and name.endswith(self.unended):
            return f"its name ends in {self.unended!a}"
        return ""


_ASKED = {
    Dialect.ANSI: _Names(),
    # Outside the basic plane there is no sign in a name; a name does not end in a space.
    Dialect.MYSQL: _Names(64, forbidden=re.compile("[^\x01-\uffff]"), unended=" "),
    # Flexible column names: everything but these.
    Dialect.BIGQUERY: _Names(300, forbidden=re.compile(r'[!"$()*,./;?@\[\\\]^`{}~\x00-\x1f]')),
    Dialect.SNOWFLAKE: _Names(255),
    Dialect.POSTGRES: _Names(63, in_bytes=True),  # longer ones are cut short without a word
    Dialect.DUCKDB: _Names(),
}


def quoted(name: str, dialect: Dialect) -> str:
    """Return a name as one identifier of the dialect, whatever signs it holds."""
    from sqlglot import exp

    identifier = exp.to_identifier(name, quoted=True)
    return identifier.sql(dialect="" if dialect is Dialect.ANSI else str(dialect))


def obstacle(name: str, dialect: Dialect) -> str:
    """Say why a dialect cannot carry a name, "" when it can."""
    if not name:
        return "it has no name"
    if "\0" in name or any("\ud800" <= sign <= "\udfff" for sign in name):
        return "its name holds what is no sign"
    if steers(name):
        return "its name would steer the terminal of whoever reads this"
    return _ASKED[dialect].refuses(name)


def table_name(name: str, dialect: Dialect) -> str:
    """Return a name for the table that the dialect carries; signs that it cannot become `_`."""
    if not obstacle(name, dialect):
        return name
    asked = _ASKED[dialect]
    signs = ("_" if obstacle(sign, dialect) else sign for sign in name[: asked.longest])
    carried = "".join(signs)
    while obstacle(carried, dialect) and carried:
        carried = carried[:-1]
    return carried or "table"
