"""Writes an Avro file with `fastavro`.

    python write_avro.py SCHEMA.avsc ROWS.jsonl OUT.avro CODEC

Numbers of decimals stand as texts in the rows, dates as `YYYY-MM-DD`; what a row leaves out
gets the default of the schema.
"""

import datetime
import decimal
import json
import sys

import fastavro


def value(schema, given):
    """A value as `fastavro` takes it."""
    if isinstance(schema, list):
        branches = [s for s in schema if s != "null"]
        return None if given is None else value(branches[0], given)
    if isinstance(schema, dict):
        logical = schema.get("logicalType")
        if logical == "decimal":
            return decimal.Decimal(given)
        if logical == "date":
            return datetime.date.fromisoformat(given)
        if schema["type"] == "record":
            return {f["name"]: field(f, given) for f in schema["fields"]}
        if schema["type"] == "array":
            return [value(schema["items"], item) for item in given]
    return given


def field(field, row):
    """The value of a row, else the default, which for bytes is a text of their code points:
    `fastavro` takes defaults as they stand."""
    if field["name"] in row:
        return value(field["type"], row[field["name"]])
    default, schema = field["default"], field["type"]
    first = schema[0] if isinstance(schema, list) else schema
    if isinstance(first, dict) and first.get("logicalType") == "decimal":
        unscaled = int.from_bytes(default.encode("latin-1"), "big", signed=True)
        return decimal.Decimal(unscaled).scaleb(-first.get("scale", 0))
    return default


def main(schema, rows, out, codec):
    with open(schema, encoding="utf-8") as file:
        schema = json.load(file)
    with open(rows, encoding="utf-8") as file:
        records = [value(schema, json.loads(line)) for line in file]
    with open(out, "wb") as file:
        fastavro.writer(file, fastavro.parse_schema(schema), records, codec=codec)


main(*sys.argv[1:])
