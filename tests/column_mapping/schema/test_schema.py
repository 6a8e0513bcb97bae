import re
from pathlib import Path

import pytest

from matchloop.column_mapping.schema import schema as schema_module
from matchloop.column_mapping.schema.schema import (
    COLUMN_TYPES,
    StandardColumn,
    load_schema,
    schema_of,
)
from matchloop.column_mapping.words.names import fold, words
from matchloop.column_types.labels import LABELS
from matchloop.errors import InputError, SchemaError

TWO = """\
name: shop
domains:
  customer:
    - name: customer_email
      description: Where the customer is reached.
      type: identifier
      synonyms: [client_email]
      examples: [a@example.com, 007]
  order:
    - order_date
"""
NINE = {
    "cust_email_addr": "customer_email",
    "cliente_id": "customer_id",
    "order_dt": "order_date",
    "usr_phone": "customer_phone",
    "prod_nm": "product_name",
    "trans_amt": "transaction_amount",
    "emp_salary": "salary",
    "acct_balance": "account_balance",
    "cust_addr_line1": "customer_address",
}
DOCS = Path(__file__).parents[3] / "docs" / "schemas.md"


def written(folder: Path, text: str, name: str = "shop.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def problem(folder: Path, text: str, name: str = "shop.yaml") -> str:
    with pytest.raises(SchemaError, match=r"^schema .*shop") as caught:
        load_schema(written(folder, text, name))
    return str(caught.value)


def test_a_schema_is_read_with_all_its_keys(tmp_path: Path):
    schema = load_schema(written(tmp_path, TWO))
    assert schema.name == "shop"
    assert len(schema) == 2
    assert schema.names == ("customer_email", "order_date")
    assert schema.columns[0] == StandardColumn(
        "customer_email",
        "Where the customer is reached.",
        "identifier",
        ("client_email",),
        ("a@example.com", "007"),
        "customer",
    )
    assert schema.columns[1] == StandardColumn("order_date", domain="order")


def test_names_alone_are_a_schema(tmp_path: Path):
    from_list = load_schema(written(tmp_path, "- customer_id\n- no\n- Año\n"))
    from_lines = load_schema(written(tmp_path, "\ufeffcustomer_id\r\n\r\n no \nAño", "shop.txt"))
    from_json = load_schema(written(tmp_path, '["customer_id", "no", "Año"]', "shop.json"))
    given = schema_of(["customer_id", "no", "Año"])
    assert given.names == ("customer_id", "no", "Año")
    assert from_list.columns == from_lines.columns == from_json.columns == given.columns
    assert from_list.name == from_lines.name == "shop"


def test_one_entry_is_enough_and_none_is_not(tmp_path: Path):
    assert len(load_schema(written(tmp_path, "- customer_id"))) == 1
    for empty in ("", "null", "[]"):
        assert "holds no column, at least one is needed" in problem(tmp_path, empty)
    with pytest.raises(SchemaError, match=r"^schema: holds no column"):
        schema_of([])


def test_the_hash_is_of_the_content_and_not_of_the_file(tmp_path: Path):
    schema = load_schema(written(tmp_path, TWO))
    spaced = TWO.replace("[client_email]", '\n        - "client_email"  # seen in exports')
    again = load_schema(written(tmp_path, spaced.replace("name: shop", "name: other"), "b.yaml"))
    changed = load_schema(written(tmp_path, TWO.replace("client_email", "mail"), "c.yaml"))
    assert again.sha256 == schema.sha256
    assert changed.sha256 != schema.sha256
    assert schema_of(["a", "b"]).sha256 != schema_of(["b", "a"]).sha256
    assert re.fullmatch("[0-9a-f]{64}", schema.sha256)


def test_names_that_are_the_same_are_told_with_both_places(tmp_path: Path):
    told = problem(tmp_path, "- customer_id\n- order_date\n- Customer ID\n")
    assert "line 3: 'Customer ID' is the same name as 'customer_id' in line 1" in told
    assert "Keep one" in told
    with pytest.raises(SchemaError, match=r"entry 2: 'customerId' is the same .* in entry 1"):
        schema_of(["customer_id", "customerId"])


def test_a_synonym_may_not_be_another_columns_name(tmp_path: Path):
    told = problem(tmp_path, TWO.replace("client_email", "OrderDate"))
    assert "line 4: the synonym 'OrderDate' of 'customer_email' is the name of the column" in told
    assert "in line 10" in told
    own = load_schema(written(tmp_path, TWO.replace("client_email", "CustomerEmail")))
    assert own.columns[0].synonyms == ("CustomerEmail",)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("synonyms:", "synonym:", "line 7: unknown key 'synonym'. Did you mean 'synonyms'?"),
        ("name: shop", "title: shop", "line 1: unknown key 'title'. The keys of a schema are"),
        ("type: identifier", "type: text", "line 4: the type of 'customer_email' is 'text'"),
        ("type: identifier", "type: [text]", "line 6: `type` must be a text, got a list"),
        ("[client_email]", "client_email", "line 7: `synonyms` must be a list"),
        ("[client_email]", "[a: b]", "line 7: `synonyms` must be a text, got a mapping"),
        ("- order_date", "", "line 9: the domain 'order' must hold a list of columns"),
        ("  order:", "  customer:", "line 9: the key 'customer' is there twice"),
        ("- order_date", "- type: numeric", "line 10: got '' as name"),
        ("- order_date", "- ___", "line 10: got '___' as name"),
        ("- order_date", "- " + "a" * 201, "line 10: a name has 201 characters"),
        ("domains:", "domain:", "line 1: a schema needs the key `domains`"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, old: str, new: str, told: str):
    assert told in problem(tmp_path, TWO.replace(old, new))


def test_all_problems_are_counted_and_ten_told(tmp_path: Path):
    told = problem(tmp_path, "- a\n" * 13)
    assert "has 12 problems:" in told
    assert "line 11:" in told
    assert "line 12:" not in told
    assert told.endswith("… and 2 more")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: b: c", "not readable as YAML"),
        ("customer_id\norder_date", "line 1: got a single text"),
        ("[" * 5000, "nested too deep"),
        ("a: &x [b]\nc: *x", "line 2: got the alias"),
        ("- a\n---\n- b", "line 3: a second document begins"),
        ("domains: [a]", "line 1: `domains` must map"),
    ],
)
def test_yaml_of_another_kind_is_refused(tmp_path: Path, text: str, told: str):
    assert told in problem(tmp_path, text)


def test_files_that_cannot_be_schemas_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(SchemaError, match=r"gone\.yaml is not there"):
        load_schema(tmp_path / "gone.yaml")
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(SchemaError, match=r"folder\.yaml is not a file"):
        load_schema(str(tmp_path / "folder.yaml"))
    assert "expected .yaml, .yml, .json" in problem(tmp_path, "a,b", "shop.csv")
    (tmp_path / "latin.txt").write_bytes("name\naño".encode("latin-1"))
    with pytest.raises(SchemaError, match="line 2: not UTF-8"):
        load_schema(tmp_path / "latin.txt")
    monkeypatch.setattr(schema_module, "MOST_BYTES", 10)
    assert "Is it a schema and not a data file" in problem(tmp_path, "- customer_id")


def test_names_in_code_must_be_a_list_of_texts():
    with pytest.raises(SchemaError, match="got the text 'abc', expected several names"):
        schema_of("abc")
    with pytest.raises(InputError, match="entry 2: got None, expected a name"):
        schema_of(["a", None])  # type: ignore[list-item]


def test_fifty_thousand_names_are_a_schema(tmp_path: Path):
    text = "\n".join(f"- customer_thing_{i}" for i in range(50_000))
    assert len(load_schema(written(tmp_path, text))) == 50_000


def test_types_are_the_labels_of_column_types():
    assert tuple(str(label) for label in LABELS) == COLUMN_TYPES


def test_the_default_schema_is_whole():
    schema = load_schema()
    assert schema.name == "default"
    assert 280 <= len(schema) <= 340
    for column in schema.columns:
        assert re.fullmatch("[a-z]+(_[a-z]+)*", column.name), column.name
        assert column.domain, column.name
        assert column.type in COLUMN_TYPES[:-1], column.name
        assert column.description.endswith("."), column.name
        assert 1 <= len(column.synonyms) <= 4, column.name
        assert 2 <= len(column.examples) <= 3, column.name
    synonyms = [fold(synonym) for column in schema.columns for synonym in column.synonyms]
    assert len(synonyms) == len(set(synonyms))
    assert set(NINE.values()) <= set(schema.names)


@pytest.mark.parametrize("raw", NINE)
def test_raw_names_everybody_knows_have_no_rival_in_the_default_schema(raw: str):
    meant = [
        column.name
        for column in load_schema().columns
        if any(_abbreviates(words(raw), words(name)) for name in (column.name, *column.synonyms))
    ]
    assert meant == [NINE[raw]]


def _abbreviates(raw: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether each raw word shortens (or, as `cliente`, lengthens) a full word, in order."""
    rest = iter(full)
    return all(any(_shortens(word, other) for other in rest) for word in raw)


def _shortens(short: str, long: str) -> bool:
    letters = iter(long)
    return short.startswith(long) or (short[0] == long[0] and all(c in letters for c in short))


def test_the_examples_of_the_docs_load_and_fail_as_they_say(tmp_path: Path):
    text = DOCS.read_text(encoding="utf-8")
    library, names = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    schema = load_schema(written(tmp_path, library, "library.yaml"))
    assert schema.names == ("reader_id", "reader_email", "due_date", "overdue_fee")
    assert load_schema(written(tmp_path, names)).names[0] == "customer_email"
    assert f"{len(load_schema())} columns" in " ".join(text.split())
    wrong = "domains:\n  reader:\n    - name: reader_id\n      synonym: [a]\n    - ReaderID\n"
    with pytest.raises(SchemaError, match="2 problems") as caught:
        load_schema(written(tmp_path, wrong, "library.yaml"))
    assert str(caught.value).replace(f"{tmp_path}/", "") in text
