"""What systems put before and after a name: tables, types, versions, needless words."""

from matchloop.column_mapping.generate.distortion import Distortion, Stage
from matchloop.column_mapping.generate.draft import Draft, Random, Word

PREFIXES = tuple(
    "tbl src stg fld col raw f dim fact t1 t v x c n in usr db dw ods tmp sys p z a lkp ext xref "
    "rpt txt fk pk udf cf attr m hdr dtl".split()
)
SUFFIXES = tuple(
    "cd dt 2 1 3 id txt nbr num val c x fl flg ind nm desc new old orig src raw tmp bk fk pk key "
    "01 02 str int a b y t amt ts n final cur v2".split()
)
HUNGARIAN = {
    "i": "count number quantity year age rank size index total",
    "n": "count number quantity total amount",
    "int": "count number quantity year age",
    "d": "date amount price",
    "dt": "date time day month created updated birth",
    "dte": "date",
    "b": "is has active flag indicator",
    "is": "active valid open",
    "f": "price amount rate percent average income cost",
    "c": "price amount cost balance salary",
    "str": "", "s": "", "sz": "", "txt": "", "v": "", "vc": "",
}  # fmt: skip
_HUNGARIAN = {mark: frozenset(words.split()) for mark, words in HUNGARIAN.items()}
TABLES = {
    "cust": "customer email phone address loyalty segment birth gender",
    "emp": "employee salary hire job manager department wage title supervisor",
    "ord": "order quantity discount shipping status total item",
    "prod": "product price brand category color size weight stock model",
    "inv": "invoice due tax net gross",
    "txn": "transaction amount currency merchant",
    "acct": "account balance opened branch currency",
    "pat": "patient diagnosis blood admission birth gender",
    "stu": "student grade enrollment school gpa course",
    "addr": "street city state country zip postal line county region",
    "pers": "first last middle birth gender marital nationality",
    "ship": "carrier tracking shipment freight delivery",
    "evt": "event venue start end",
    "usr": "user email login phone password username",
    "vnd": "vendor supplier contact",
    "prop": "property parcel building owner assessed",
    "veh": "vehicle model make license fuel mileage",
    "inc": "incident crime offense arrest officer",
    "insp": "inspection violation facility",
    "co": "company industry website revenue employees",
}
_TABLES = {table: frozenset(words.split()) for table, words in TABLES.items()}
TAILS = {
    "phone": "number no nbr num", "mobile": "number no", "email": "address addr id adr",
    "address": "line1 line_1 ln1 street txt", "price": "amt amount value", "status": "code cd desc",
    "name": "txt full", "date": "dt time", "zip": "code cd", "country": "name code cd nm",
    "city": "name nm", "state": "code cd name", "type": "code cd desc", "category": "name nm code",
    "total": "amt amount", "balance": "amt amount", "salary": "amt amount", "percent": "value val",
    "description": "text txt", "cost": "amt usd", "department": "name nm", "gender": "code cd",
    "tax": "amt amount", "discount": "amt", "url": "link txt", "currency": "code cd",
    "amount": "usd val", "temperature": "c f", "weight": "kg lb", "height": "cm in",
    "duration": "min sec hrs days", "distance": "km mi", "product": "name nm", "rate": "pct",
}  # fmt: skip
_TAILS = {word: tuple(tails.split()) for word, tails in TAILS.items()}


def _front(draft: Draft, text: str, kind: str) -> Draft:
    return draft.changed((Word(text, whole=False), *draft.words), kind)


def _back(draft: Draft, text: str, kind: str) -> Draft:
    new = [Word(part, whole=False) for part in text.split("_")]
    return draft.changed((*draft.words, *new), kind)


def prefix(draft: Draft, rng: Random) -> Draft | None:
    """Put a system's prefix first: "tbl_order_date"."""
    return _front(draft, rng.choice(PREFIXES), "prefix")


def suffix(draft: Draft, rng: Random) -> Draft | None:
    """Put a system's suffix last: "order_status_cd"."""
    last = draft.words[-1].text
    mark = rng.choice(SUFFIXES)
    return None if last == mark or last.isdigit() else _back(draft, mark, "suffix")


def hungarian(draft: Draft, rng: Random) -> Draft | None:
    """Put the programmer's mark of the type first: "strName", "iCount"; it must suit the words."""
    words = set(draft.texts)
    fitting = [mark for mark, about in _HUNGARIAN.items() if not about or about & words]
    return _front(draft, rng.choice(fitting), "hungarian")


def tables_of(standard: tuple[str, ...]) -> list[str]:
    """Return the tables in which a column of these words may lie."""
    words = frozenset(standard)
    return [table for table, about in _TABLES.items() if about & words]


def with_table(draft: Draft, standard: tuple[str, ...], rng: Random) -> Draft | None:
    """Put the table's name first where it says nothing new: "salary" to "emp_salary"."""
    tables = tables_of(standard)
    if not tables:
        return None
    table = rng.choice(tables)
    if any(word.startswith(table[:2]) for word in (*standard[:1], *draft.texts[:1])):
        return None
    return _front(draft, table, "table")


def with_tail(draft: Draft, standard: tuple[str, ...], rng: Random) -> Draft | None:
    """Put a needless word last: "customer phone" to "customer phone number"."""
    tails = _TAILS.get(standard[-1], ())
    return _back(draft, rng.choice(tails), "tail") if tails else None


DISTORTIONS = (
    Distortion("prefix", Stage.MARKS, 0.05, prefix),
    Distortion("suffix", Stage.MARKS, 0.05, suffix),
    Distortion("hungarian", Stage.MARKS, 0.02, hungarian),
)
