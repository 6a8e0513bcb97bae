from pathlib import Path

import pytest

from matchloop.errors import SourceError
from matchloop.sources import Role, of_family, read_catalogue

ROOT = Path(__file__).parents[2]

ENTRY = """
  {name}:
    family: {family}
    role: {role}
    licence: MIT
    description: Cities.
    repository: owner/data
    commit: "{commit}"
    {extra}
    files:
      - path: {path}
        sha256: {sha256}
        bytes: {bytes}
"""
GOOD = {
    "name": "cities",
    "family": "column_types",
    "role": "train",
    "commit": "0" * 40,
    "extra": "",
    "path": "a/cities.csv",
    "sha256": "f" * 64,
    "bytes": "10",
}


def catalogue(tmp_path: Path, *entries: dict[str, str]) -> Path:
    path = tmp_path / "sources.yaml"
    path.write_text("sources:" + "".join(ENTRY.format(**(GOOD | entry)) for entry in entries))
    return path


def test_an_entry_knows_its_address_its_place_in_a_mirror_and_here(tmp_path):
    (source,) = read_catalogue(catalogue(tmp_path, {}))
    (file,) = source.files
    commit = "0" * 40
    assert source.role is Role.TRAIN
    assert source.address(file) == (
        f"https://raw.githubusercontent.com/owner/data/{commit}/a/cities.csv"
    )
    assert source.in_mirror(file, Path("m")) == Path("m/owner__data/a/cities.csv")
    assert source.installed(file, Path("d")) == Path("d/train/cities/cities.csv")


def test_the_project_s_own_catalogue_is_valid_and_trains_on_verified_files_only():
    sources = read_catalogue(ROOT / "data" / "sources.yaml")
    roles = {source.name: source.role.value for source in sources}
    foreign = {name for name in roles if name.startswith(("fivetran_", "fivethirtyeight"))}
    assert {name for name in foreign if roles[name] == "evaluate"} == {
        "fivetran_jira",
        "fivetran_shopify",
    }
    assert {name: role for name, role in roles.items() if name not in foreign} == {
        "sortinghat_train": "train",
        "sortinghat_test": "evaluate",
        "sortinghat_tables": "example",
        "nameguess_chicago": "evaluate",
    }
    assert all(file.sha256 for s in sources if s.role is not Role.EVALUATE for file in s.files)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            {"role": "learn"},
            r"source cities, role: .*'train', 'evaluate' or 'example'.*got 'learn'",
        ),
        ({"commit": "main"}, r"source cities, commit: .*pattern.*got 'main'"),
        ({"sha256": "abc"}, r"source cities, files, 0, sha256: .*got 'abc'"),
        ({"bytes": "0"}, r"source cities, files, 0, bytes: .*greater than 0 \(got 0\)"),
        ({"path": "../x.csv"}, r"expected a path inside the repository.*got '../x.csv'"),
        ({"extra": "colour: red"}, r"source cities, colour: Extra inputs are not permitted"),
        ({"sha256": "null"}, r"cities.csv has no sha256: give it, or say why in `unverified`"),
        (
            {"sha256": "null", "extra": "unverified: not seen"},
            r"cities.csv has no sha256: only a source of role evaluate may lack it",
        ),
    ],
)
def test_what_is_wrong_with_an_entry_is_named(tmp_path, entry, message):
    with pytest.raises(SourceError, match=message):
        read_catalogue(catalogue(tmp_path, entry))


def test_all_errors_are_reported_together(tmp_path):
    with pytest.raises(SourceError, match="2 to mend") as caught:
        read_catalogue(catalogue(tmp_path, {"commit": "main"}, {"name": "towns", "role": "learn"}))
    assert len(str(caught.value).splitlines()) == 3


def test_a_name_that_is_there_twice_is_refused(tmp_path):
    with pytest.raises(SourceError, match=r"line 15: 'cities' is there twice; rename one"):
        read_catalogue(catalogue(tmp_path, {}, {}))


def test_several_families_may_use_a_source(tmp_path):
    both = {"name": "towns", "family": "[column_types, column_mapping]"}
    sources = read_catalogue(catalogue(tmp_path, {}, both))
    assert [source.families for source in sources] == [
        ("column_types",),
        ("column_types", "column_mapping"),
    ]
    assert [source.name for source in of_family(sources, "column_mapping")] == ["towns"]
    assert of_family(sources, "column_types") == sources
    with pytest.raises(SourceError, match=r"source cities, family: .*at least 1 item"):
        read_catalogue(catalogue(tmp_path, {"family": "[]"}))


def test_the_folders_of_the_project_s_own_catalogue_are_there():
    for source in read_catalogue(ROOT / "data" / "sources.yaml"):
        # DVC asks for what a stage depends on, also where a source has not been pulled.
        kept = ROOT / "data" / "sources" / source.role / source.name / ".gitignore"
        assert kept.read_text() == "*\n!.gitignore\n", source.name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "is not YAML"),
        ("[" * 50, "is nested deeper than 40 levels"),
        ("sources: {2024-01-01: {}}", "keys must be str"),
        ("sources: {cities: 1}", "source cities: Input should be an object"),
        ("- 1", "is not a list of sources"),
        ("", "is not a list of sources"),
        ("sources: [{name: cities}]", r"under it an entry for each source, by its name"),
        ("sources: {cities: {name: towns}}", "source cities: its name stands over the entry"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused(tmp_path, text, message):
    path = tmp_path / "sources.yaml"
    path.write_text(text)
    with pytest.raises(SourceError, match=message):
        read_catalogue(path)


def test_a_missing_catalogue_is_named(tmp_path):
    with pytest.raises(SourceError, match=r"absent.yaml cannot be read: No such file"):
        read_catalogue(tmp_path / "absent.yaml")
