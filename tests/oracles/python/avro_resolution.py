"""Asks two implementations of Avro which readers read what which writers have written.

    python avro_resolution.py PAIRS.json

`PAIRS.json` is an array of `{"writer", "reader", "reads"}`, where `reads` is what is to be
held against. Values that reach every branch and every symbol of the writer's schema are
written with it and read with the reader's. Prints `{"pairs", "values", "disagreements"}`,
where a disagreement is `{"library", "writer", "reader", "reads", "error"}`.
"""

import io
import json
import logging
import sys
import warnings

import avro.io
import avro.schema
import fastavro

logging.disable(logging.WARNING)
warnings.simplefilter("ignore")

SAMPLES = {
    "null": [None],
    "boolean": [True],
    "int": [7],
    "long": [1 << 40],
    "float": [1.5],
    "double": [2.5],
    "bytes": [b"by"],
    "string": ["st"],
}


def samples(schema):
    """Values that together reach everything that the schema admits."""
    if isinstance(schema, list):
        return [value for branch in schema for value in samples(branch)]
    if isinstance(schema, str):
        return SAMPLES[schema]
    kind = schema["type"]
    if kind == "array":
        return [[], samples(schema["items"])]
    if kind == "map":
        return [{}, {str(n): v for n, v in enumerate(samples(schema["values"]))}]
    if kind == "enum":
        return schema["symbols"]
    if kind == "fixed":
        return [b"x" * schema["size"]]
    if kind == "record":
        of = {f["name"]: samples(f["type"]) for f in schema["fields"]}
        if not all(of.values()):
            return []
        most = max((len(values) for values in of.values()), default=1)
        return [{name: v[n % len(v)] for name, v in of.items()} for n in range(most)]
    return SAMPLES[kind]


def with_fastavro(writer, reader, values):
    writer, reader = fastavro.parse_schema(writer), fastavro.parse_schema(reader)
    for value in values:
        data = io.BytesIO()
        fastavro.schemaless_writer(data, writer, value)
        data.seek(0)
        fastavro.schemaless_reader(data, writer, reader)


def with_avro(writer, reader, values):
    # Its own `AvroException` is also what a schema that it does not take raises.
    writer, reader = (avro.schema.parse(json.dumps(s)) for s in (writer, reader))
    for value in values:
        data = io.BytesIO()
        avro.io.DatumWriter(writer).write(value, avro.io.BinaryEncoder(data))
        data.seek(0)
        avro.io.DatumReader(writer, reader).read(avro.io.BinaryDecoder(data))


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        pairs = json.load(file)
    count, disagreements = 0, []
    for pair in pairs:
        values = samples(pair["writer"])
        count += len(values)
        for library, read in (("fastavro", with_fastavro), ("avro", with_avro)):
            try:
                read(pair["writer"], pair["reader"], values)
                error = None
            except Exception as raised:  # whatever a library raises, it does not read
                error = f"{type(raised).__name__}: {raised}"
            if (error is None) != pair["reads"]:
                disagreements.append({**pair, "library": library, "error": error})
    print(json.dumps({"pairs": len(pairs), "values": count, "disagreements": disagreements}))


if __name__ == "__main__":
    main()
