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
            return {f["name"]: value(f["type"], given[f["name"]]) for f in schema["fields"] if f["name"] in given}
        if schema["type"] == "array":
            return [value(schema["items"], item) for item in given]
    return given


def main(schema, rows, out, codec):
    with open(schema, encoding="utf-8") as file:
        schema = json.load(file)
    with open(rows, encoding="utf-8") as file:
        records = [value(schema, json.loads(line)) for line in file]
    with open(out, "wb") as file:
        fastavro.writer(file, fastavro.parse_schema(schema), records, codec=codec)


main(*sys.argv[1:])
