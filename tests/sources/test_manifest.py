import json

from matchloop.sources import read_manifest

SOURCE = {
    "name": "cities",
    "role": "train",
    "licence": "MIT",
    "description": "Cities.",
    "repository": "owner/data",
    "commit": "0" * 40,
    "complete": True,
    "files": [],
}


def test_one_family_may_stand_without_a_list(tmp_path):
    """As manifests had it while a source had one family."""
    path = tmp_path / "manifest.json"
    several = {**SOURCE, "name": "towns", "family": ["column_types", "column_mapping"]}
    one = {**SOURCE, "family": "column_types"}
    path.write_text(json.dumps({"format": 1, "sources": [one, several]}))
    found = {source.name: source.families for source in read_manifest(path).sources}
    assert found == {"cities": ("column_types",), "towns": ("column_types", "column_mapping")}
