"""Reads a table with an implementation that is not ours.

    python read_table.py CATALOG NAMESPACE.TABLE pyiceberg|duckdb ORDER

CATALOG is the database of an embedded catalog or, for PyIceberg, the properties of any
catalog as a JSON object. Prints one JSON object per row, in the order of the column ORDER, with values in the form
that `denota query` prints: decimals, dates, instants, UUIDs and bytes as text.
"""

import base64
import datetime
import decimal
import glob
import json
import os
import sys
import uuid
import warnings

warnings.filterwarnings("ignore")


def plain(value):
    """A value as JSON has it. A map comes as pairs, or as a dictionary."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        if value and all(isinstance(item, tuple) for item in value):
            return {key: plain(inner) for key, inner in value}
        return [plain(item) for item in value]
    if isinstance(value, datetime.datetime):
        if value.tzinfo is None:
            return value.isoformat()
        return value.astimezone(datetime.timezone.utc).replace(tzinfo=None).isoformat() + "Z"
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, (decimal.Decimal, uuid.UUID)):
        return str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def with_pyiceberg(catalog, table):
    from pyiceberg.catalog import load_catalog

    if catalog.startswith("{"):
        properties = json.loads(catalog)
    else:
        properties = {"type": "sql", "uri": f"sqlite:///{os.path.abspath(catalog)}"}
    return load_catalog("lake", **properties).load_table(table).scan().to_arrow().to_pylist()


def with_duckdb(database, table):
    import sqlite3

    import duckdb
    import duckdb_extension_avro
    import duckdb_extension_iceberg

    namespace, name = table.split(".")
    query = "select metadata_location from iceberg_tables where table_namespace = ? and table_name = ?"
    (location,) = sqlite3.connect(database).execute(query, (namespace, name)).fetchone()
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    for package in (duckdb_extension_avro, duckdb_extension_iceberg):
        folder = os.path.dirname(package.__file__)
        (file,) = glob.glob(f"{folder}/**/*.duckdb_extension", recursive=True)
        connection.load_extension(file)
    connection.execute("set timezone = 'UTC'")
    return connection.execute("select * from iceberg_scan(?)", [location]).fetch_arrow_table().to_pylist()


def main():
    catalog, table, reader, order = sys.argv[1:]
    rows = {"pyiceberg": with_pyiceberg, "duckdb": with_duckdb}[reader](catalog, table)
    for row in sorted(rows, key=lambda row: row[order]):
        print(json.dumps({name: plain(value) for name, value in row.items()}))


main()
