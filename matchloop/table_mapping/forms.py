"""What a mapping can be written as. Loads nothing, so that the command line can list it."""

from enum import StrEnum


class Form(StrEnum):
    """What can be written."""

    SQL = "sql"
    YAML = "yaml"


class Dialect(StrEnum):
    """Whose SQL is written; `ANSI` is what PostgreSQL, SQLite and DuckDB read alike."""

    ANSI = "ansi"
    MYSQL = "mysql"
    BIGQUERY = "bigquery"
    SNOWFLAKE = "snowflake"
    POSTGRES = "postgres"
    DUCKDB = "duckdb"
