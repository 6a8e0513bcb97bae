"""Opening a store: schema, addresses, errors, two at once."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from matchloop import store as stores
from matchloop.errors import StoreError
from matchloop.monitoring import probation
from matchloop.store import engine, migrate, predictions, promotions, tables


def test_migrations_make_the_tables_that_the_code_expects(store):
    with store.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": migrate.VERSION_TABLE}
        )
        assert compare_metadata(context, tables.metadata) == []
        script = ScriptDirectory.from_config(migrate.alembic_config(connection))
        assert script.get_heads() == [migrate.HEAD]


def test_unique_open_requests_are_the_databases_own_rule(store):
    with store.reading() as connection:
        indexes = sa.inspect(connection).get_indexes("retrain_requests")
    assert {i["name"] for i in indexes if i["unique"]} == {
        "one_open_request",
        "one_claimed_request",
    }


def test_a_store_that_is_lent_is_closed_also_after_an_error(url, monkeypatch):
    closed = []
    monkeypatch.setattr(engine.Store, "close", lambda self: closed.append(self))
    with pytest.raises(KeyError), stores.opened(url) as store:
        raise KeyError("of the block")
    assert closed == [store]


def test_two_that_open_an_empty_database_at_once(url):
    code = f"from matchloop import store; store.open({url!r}, 30).close()"
    with ThreadPoolExecutor() as pool:
        runs = pool.map(
            lambda _: subprocess.run([sys.executable, "-c", code], capture_output=True), range(3)
        )
    assert [(run.returncode, run.stderr) for run in runs] == [(0, b"")] * 3
    store = stores.open(url)
    with store.reading() as connection:
        assert connection.scalar(sa.text(f"SELECT count(*) FROM {migrate.VERSION_TABLE}")) == 1
    store.close()


def test_a_migration_that_fails_leaves_nothing_behind(url, monkeypatch):
    from alembic import command

    upgrade = command.upgrade

    def fails(*arguments):
        upgrade(*arguments)
        raise StoreError("the power went")

    monkeypatch.setattr(command, "upgrade", fails)
    with pytest.raises(StoreError, match="the power went"):
        stores.open(url)
    bare = engine.connect(url, 5)
    with bare.reading() as connection:
        assert sa.inspect(connection).get_table_names() == []
    bare.close()


def test_a_newer_schema_is_refused(store, url):
    with store.writing() as connection:
        connection.execute(sa.text(f"UPDATE {migrate.VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"newer matchloop: its schema is '9999'.*Update"):
        stores.open(url)


def test_the_default_is_a_file_in_the_home_folder_in_wal_mode(tmp_path):
    assert not stores.exists()
    stores.open().close()
    assert stores.exists()
    with sqlite3.connect(tmp_path / "home" / "store.db") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_the_environment_names_the_database(tmp_path, monkeypatch):
    monkeypatch.setenv("MATCHLOOP_DATABASE_URL", f"sqlite:///{tmp_path}/other.db")
    stores.open().close()
    assert (tmp_path / "other.db").is_file()
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("postgresql//u:hunter2@host", "cannot be read"),
        ("postgresql://u:hunter2@host:port/x", "cannot be read"),
        ("mysql://u:hunter2@host/x", "cannot be on 'mysql'"),
        ("sqlite://", "cannot be in memory"),
        ("postgresql://u:hunter2@127.0.0.1:1/x?password=hunter2", r"postgresql\S+@127.*failed"),
    ],
)
def test_a_bad_address_is_told_without_the_password(address, message):
    with pytest.raises(StoreError, match=message) as caught:
        stores.open(address, patience=2)
    assert "MATCHLOOP_DATABASE_URL" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_damaged_file_is_told_with_the_remedy(tmp_path):
    Path(tmp_path / "x.db").write_bytes(b"no database, but long enough to be read as one" * 30)
    with pytest.raises(StoreError, match=r"x\.db failed: file is not a database.*move it away"):
        stores.open(f"sqlite:///{tmp_path}/x.db")


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="A folder was expected and a file is in its place"):
        stores.open(f"sqlite:///{tmp_path}/file/x.db")


def test_a_lock_is_told_after_the_patience(tmp_path):
    url = f"sqlite:///{tmp_path}/x.db"
    store = stores.open(url, patience=0.1)
    other = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match=r"database is locked.*Another process"), store.writing():
        pass
    other.close()
    store.close()


INSERT = (
    "INSERT INTO predictions (id, time, family, version, input, answer, confidence, abstained, "
    "latency_ms, origin{column}) "
    "VALUES (1, 5, 'toys', 'v1', 'i', 'a', 0.5, false, 1.5, 'api'{value})"
)


def back_to(url, revision, *statements):
    """Take a store back to an older schema, and write to it as an older matchloop did."""
    from alembic import command

    with stores.opened(url) as store, store.writing() as connection:
        command.downgrade(migrate.alembic_config(connection), revision)
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_predictions_of_before_there_were_clusters_stay(url):
    back_to(url, "0001", INSERT.format(column="", value=""))
    with stores.opened(url) as store:
        rows = predictions.window(store, "toys").select(["answer", "cluster"]).to_pylist()
    assert rows == [{"answer": "a", "cluster": None}]


def test_clusters_and_figures_keep_their_values_under_the_new_name(url):
    back_to(
        url,
        "0002",
        INSERT.format(column=", bunch", value=", 'b0'"),
        "INSERT INTO promotions (family, version, previous, time, baseline, state, reasons) VALUES "
        """('toys', 'v2', 'v1', 5, '{"errors.value": 0.0, "errors.error": 0.1, """
        """"errors.rows": 90.0, "errors.bunches": 7.0}', 'probation', '[]')""",
    )
    with stores.opened(url) as store:
        (row,) = predictions.window(store, "toys").to_pylist()
        promotion = promotions.on_probation(store, "toys")
    assert (row["id"], row["answer"], row["cluster"]) == (1, "a", "b0")
    assert probation.unflattened(promotion.baseline) == {
        probation.Figure.ERRORS: probation.Mean(0.0, 0.1, 90, 7)
    }
    back_to(url, "0002", "UPDATE predictions SET bunch = 'b1'")  # and back
    with stores.opened(url) as store:
        assert predictions.window(store, "toys")["cluster"].to_pylist() == ["b1"]
        assert promotions.on_probation(store, "toys").baseline == promotion.baseline
