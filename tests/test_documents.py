"""Files that people or machines wrote: what is beyond the bounds is refused, in one sentence."""

from pathlib import Path

import pytest

from matchloop import documents
from matchloop.documents import DEEPEST, parse_json, parse_yaml, read_json, read_yaml
from matchloop.errors import DocumentError


@pytest.mark.parametrize("parse", [parse_json, parse_yaml])
def test_what_is_within_the_bounds_is_read(parse):
    nested = "[" * DEEPEST + "]" * DEEPEST
    assert parse('{"a": [1, 2.5, null, "ü"]}') == {"a": [1, 2.5, None, "ü"]}
    assert parse(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}
    parse(nested)
    with pytest.raises(DocumentError, match=f"nested deeper than {DEEPEST} levels"):
        parse(f"[{nested}]")


@pytest.mark.parametrize("parse", [parse_json, parse_yaml])
@pytest.mark.parametrize("depth", [900, 1_100, 100_000])
def test_no_depth_exhausts_the_stack(parse, depth):
    for opening, closing in (("[", "]"), ('{"a":', "}")):
        with pytest.raises(DocumentError, match="nested deeper than"):
            parse(opening * depth + "1" + closing * depth)


@pytest.mark.parametrize("parse", [parse_json, parse_yaml])
def test_bytes_that_are_no_text_and_numbers_without_end(parse):
    with pytest.raises(DocumentError, match=r"not UTF-8 \(byte 3\)"):
        parse(b'["\xff"]')
    with pytest.raises(DocumentError, match=r"not (JSON|YAML)"):
        parse("9" * 5_000)


def test_what_only_looks_like_json():
    with pytest.raises(DocumentError, match="not JSON: Expecting"):
        parse_json("{")
    with pytest.raises(DocumentError, match="is not JSON: NaN is no number there"):
        parse_json('{"a": NaN}')
    with pytest.raises(DocumentError, match="half a sign"):
        parse_json(r'{"a": "\ud800"}')
    assert parse_json(r'"\ud83d\ude00"') == "😀"


def test_an_alias_counts_as_what_it_stands_for():
    assert parse_yaml("a: &x [1, 2]\nb: *x\n") == {"a": [1, 2], "b": [1, 2]}
    assert parse_yaml("a: &x {p: 1}\nb:\n  <<: *x\n  q: 2\n")["b"] == {"p": 1, "q": 2}
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 30)
    )
    with pytest.raises(DocumentError, match="line 13: it stands for more than 1,000,000 values"):
        parse_yaml(bomb)
    deep = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 60))
    with pytest.raises(DocumentError, match=r"nested deeper than 40 levels \(line 40\)"):
        parse_yaml(deep)
    with pytest.raises(DocumentError, match=r"line 1: \*x stands inside itself"):
        parse_yaml("a: &x [*x]")
    with pytest.raises(DocumentError, match=r"not YAML.*undefined alias"):
        parse_yaml("a: *x")


def test_what_only_looks_like_yaml():
    with pytest.raises(DocumentError, match="line 2: 'a' is there twice; rename one"):
        parse_yaml("a: 1\na: 2\n")
    with pytest.raises(DocumentError, match="line 2: a second document begins"):
        parse_yaml("a: 1\n---\nb: 2\n")
    with pytest.raises(DocumentError, match="not YAML: day is out of range"):
        parse_yaml("a: 2024-02-31")
    with pytest.raises(DocumentError, match="could not determine a constructor"):
        parse_yaml("a: !!python/object/apply:os.system [ls]")
    assert parse_yaml("") is None


def test_the_error_names_the_file(tmp_path: Path):
    path = tmp_path / "x.json"
    with pytest.raises(FileNotFoundError):
        read_json(path)
    path.write_text("{")
    with pytest.raises(DocumentError, match=r"x\.json is not JSON"):
        read_json(path)
    with pytest.raises(DocumentError, match=r"x\.json is not YAML"):
        read_yaml(path)
    with pytest.raises(DocumentError, match=r"x\.json is larger than 0 bytes"):
        read_json(path, most_bytes=0)
    with pytest.raises(DocumentError, match=r"cannot be read: Is a directory\. A file was exp"):
        read_yaml(tmp_path)
    with pytest.raises(DocumentError, match=r"x\.json/y cannot be read: Not a directory"):
        read_json(path / "y")


def test_the_plain_parser_does_as_well(monkeypatch: pytest.MonkeyPatch):
    import yaml

    monkeypatch.setattr(documents, "_Parser", yaml.SafeLoader)
    with pytest.raises(DocumentError, match="nested deeper than"):
        parse_yaml("[" * 3_000)
