"""SQL that runs and YAML that loads, whatever the names hold."""

import sqlite3

import pytest
import sqlglot
import yaml

from matchloop import harmless
from matchloop.table_mapping.emit import as_yaml, emit, sql
from matchloop.table_mapping.forms import Dialect, Form
from matchloop.table_mapping.result import Candidate, ColumnMapping, Status, TableMapping

ODD = [
    'say "hi"', "it's", "two\nlines", "tab\there", "🙂", "顧客", "select", "order", "a;--b",
    "a -- b", "/* x */", "null", "yes", "1.5", "# c", "key: value", "- item", "{a}", "[b]", "%x",
    "@y", "!z", "&a", "*b", " lead", "trail ", "x" * 500, "\u2028", "\\", "'", '"', "é", "a`b",
    "\\n", "2024-01-01",
    "~", "<<", "=", "|", ">", "?", "a\r\nb", "🙂" * 500, "\\`; DROP TABLE z; --",
    '"; DROP TABLE z; --', "x.y", "\\' OR 1=1", '\\"; SELECT 1; --',
]  # fmt: skip
STEERING = ["\x1b[31m", "\x85", "\x07" * 500, "a\u202eb", "a\rb"]
"""What works in SQL and would do something to the terminal of whoever reads it."""


def column(raw, position=0, standard=None, confidence=0.9, guesses=(), status=None):
    status = status or (Status.MAPPED if standard else Status.UNSURE)
    runners = tuple(Candidate(name, p) for name, p in guesses)
    return ColumnMapping(raw, position, standard, confidence, status, runners, "because")


def table(*columns, name="shop orders.csv.gz"):
    return TableMapping(name, columns, "v7", "default", 0.8, True, ())


def run(statement, mapping, row):
    """Run a SELECT on a table with these columns; return names and values of what it gives."""
    base = sqlite3.connect(":memory:")
    names = [c.raw.replace('"', '""') for c in mapping.columns]
    listed = ", ".join(f'"{name}"' for name in names)
    base.execute(f'CREATE TABLE "shop orders" ({listed})')
    base.execute(f'INSERT INTO "shop orders" VALUES ({", ".join("?" * len(row))})', row)
    cursor = base.execute(statement)
    return [field[0] for field in cursor.description], list(cursor.fetchone())


def test_a_select_to_read():
    mapping = table(
        column("cust_nm", 0, "customer_name", 0.973),
        column("dt", 1, confidence=0.5, guesses=[("order_date", 0.5), ("due_date", 0.31)]),
        column("zip", 2, "postcode", 0.9),
    )
    assert sql(mapping).splitlines() == [
        "-- shop orders.csv.gz: 2 of 3 columns mapped to schema default by matchloop, model v7, "
        "from confidence 0.8",
        "SELECT",
        '  "cust_nm" AS "customer_name",  -- 0.97',
        '  "dt",  -- unsure: order_date 0.50, due_date 0.31',
        '  "zip" AS "postcode"  -- 0.90',
        'FROM "shop orders";',
    ]
    names, values = run(sql(mapping), mapping, [1, 2, 3])
    assert (names, values) == (["customer_name", "dt", "postcode"], [1, 2, 3])


def test_odd_names_run_in_sql():
    mapping = table(*(column(raw, i, f"std {raw}" if i % 2 else None) for i, raw in enumerate(ODD)))
    row = list(range(len(ODD)))
    names, values = run(emit(mapping, Form.SQL), mapping, row)
    assert values == row
    assert names == [f"std {raw}" if i % 2 else raw for i, raw in enumerate(ODD)]


def parsed(statement, dialect):
    """The items and the table of a SELECT, as a parser of that dialect sees them."""
    (select,) = sqlglot.parse(statement, dialect="" if dialect is Dialect.ANSI else str(dialect))
    assert isinstance(select, sqlglot.exp.Select)
    (source,) = select.find_all(sqlglot.exp.Table)
    return [(item.this.name, item.alias) for item in select.expressions], source.name


@pytest.mark.parametrize("dialect", list(Dialect))
def test_an_odd_name_is_one_identifier_in_every_dialect(dialect):
    for raw in [*ODD, *STEERING]:
        mapping = table(column("a", 0, "price"), column(raw, 1, f"x{raw}"), name=f"{raw}.csv")
        statement = sql(mapping, dialect)
        items, source = parsed(statement, dialect)
        assert items[0] == ("a", "price")
        assert items[1:] in ([(raw, f"x{raw}")], []), (raw, statement)
        assert bool(items[1:]) != ("-- column 2 is left out: " in statement)
        assert source
        assert not harmless.steers(statement)


@pytest.mark.parametrize(
    ("dialect", "raw", "why"),
    [
        (Dialect.POSTGRES, "ä" * 32, "its name has 64 bytes, 63 are the most"),
        (Dialect.MYSQL, "x" * 65, "its name has 65 signs, 64 are the most"),
        (Dialect.MYSQL, "🙂", "its name holds '\\U0001f642'"),
        (Dialect.MYSQL, "a ", "its name ends in ' '"),
        (Dialect.BIGQUERY, "a`b", "its name holds '`'"),
        (Dialect.SNOWFLAKE, "x" * 256, "its name has 256 signs, 255 are the most"),
        (Dialect.ANSI, "\x1b[31m", "its name would steer the terminal"),
        (Dialect.DUCKDB, "a\0b", "its name holds what is no sign"),
    ],
)
def test_a_name_that_a_dialect_cannot_carry_is_told(dialect, raw, why):
    left_out = sql(table(column("a", 0), column(raw, 1, "price")), dialect)
    assert f"-- column 2 is left out: {why}" in left_out
    kept = sql(table(column("a", 0, raw)), dialect)
    assert [name for name, _ in parsed(kept, dialect)[0]] == ["a"]
    assert f"0.90, not renamed: {why}" in kept


def test_each_dialect_quotes_as_it_does():
    mapping = table(column("a", 0, "price"))
    assert '"a" AS "price"' in sql(mapping, Dialect.SNOWFLAKE)
    assert "`a` AS `price`" in sql(mapping, Dialect.MYSQL)
    assert sql(mapping) == sql(mapping, Dialect.POSTGRES)
    assert "FROM `x_y`;" in sql(table(column("a"), name="x.y.csv"), Dialect.BIGQUERY)


def test_odd_names_load_from_yaml():
    odd = [*ODD, *STEERING]
    mapping = table(*(column(raw, i, f"std {raw}") for i, raw in enumerate(odd)))
    assert yaml.safe_load(emit(mapping, Form.YAML)) == {raw: f"std {raw}" for raw in odd}
    assert not harmless.steers(emit(mapping, Form.YAML))
    unsure = table(*(column(raw, i, guesses=[(raw, 0.1)]) for i, raw in enumerate(odd)))
    assert yaml.safe_load(as_yaml(unsure)) == {}


def test_an_output_name_comes_once():
    mapping = table(
        column("mail", 0, "email", 0.91),
        column("mail2", 1, "email", 0.95),
        column("EMAIL", 2, guesses=[("email", 0.4)]),
        column("email_2", 3),
    )
    names, values = run(sql(mapping), mapping, [1, 2, 3, 4])
    assert (names, values) == (["mail", "email", "EMAIL_2", "email_2_2"], [1, 2, 3, 4])
    assert '  "mail",  -- also email 0.91' in sql(mapping).splitlines()
    assert "its name is in use; unsure: email 0.40" in sql(mapping)


def test_what_is_not_sure_renames_nothing_and_is_marked():
    mapping = table(column("mail", 0, "email", 0.85), column("zip", 1, "postcode", 0.95))
    assert '  "mail",  -- AS "email" 0.85' in sql(mapping).splitlines()
    assert run(sql(mapping), mapping, [1, 2]) == (["mail", "postcode"], [1, 2])
    assert "mail: email  # check: 0.85" in as_yaml(mapping).splitlines()
    assert yaml.safe_load(as_yaml(mapping)) == {"mail": "email", "zip": "postcode"}


def test_headers_that_come_twice():
    mapping = table(column("id", 0, "order_id", 0.91), column("id", 1, "customer_id", 0.95))
    assert sql(mapping).count("header is there 2 times") == 2
    assert yaml.safe_load(as_yaml(mapping)) == {"id": "customer_id"}
    assert "# 'id': also order_id 0.91" in as_yaml(mapping)


@pytest.mark.parametrize("raw", ["", "a\0b", "\ud83d"])
def test_names_that_sql_has_no_words_for(raw):
    nameless = column(raw, 1, status=Status.NAMELESS)
    mapping = table(column("a", 0, "price"), nameless)
    statement = sql(mapping)
    assert "-- column 2 is left out: " in statement
    assert run(statement, table(column("a")), [5]) == (["price"], [5])
    assert run(sql(table(nameless)), table(column("a")), [5]) == (["a"], [5])
    assert yaml.safe_load(as_yaml(mapping)) == {"a": "price"}


def test_yaml_to_read():
    mapping = table(
        column("cust_nm", 0, "customer_name"),
        column("yes", 1, "consent"),
        column("dt", 2, guesses=[("order_date", 0.5)]),
    )
    assert as_yaml(mapping).splitlines()[1:] == [
        "cust_nm: customer_name",
        "'yes': consent",
        "# 'dt': unsure: order_date 0.50",
    ]


@pytest.mark.parametrize("form", list(Form))
def test_the_same_bytes_every_time(form):
    mapping = table(*(column(raw, i, f"std {i}") for i, raw in enumerate(ODD)))
    assert emit(mapping, form) == emit(mapping, form)
    assert emit(mapping, form).encode("utf-8").decode("utf-8").endswith("\n")


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("a.b.csv", "a.b"),
        ("x.jsonl.gz", "x"),
        ("names", "names"),
        ("standard input", "standard input"),
        ("", "table"),
        ('q"uote.csv', 'q""uote'),
    ],
)
def test_the_table_is_named_after_the_file(name, stem):
    assert sql(table(column("a"), name=name)).endswith(f'FROM "{stem}";\n')


def test_what_is_commented_out_does_not_look_sure():
    almost = table(column("a", standard="price", confidence=0.8975))
    assert '"a"  -- AS "price" 0.89' in sql(almost)
    assert "# check: 0.89" in as_yaml(almost)


def test_a_guess_that_is_none_is_not_listed():
    never = table(column("a", confidence=0.0, guesses=[("price", 0.0), ("note", 0.001)]))
    assert '"a"  -- because' in sql(never)
    some = table(column("a", confidence=0.3, guesses=[("price", 0.3), ("note", 0.001)]))
    assert '"a"  -- unsure: price 0.30\n' in sql(some)
