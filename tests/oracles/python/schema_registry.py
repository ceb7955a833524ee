"""A producer and a consumer with Confluent's own client, unchanged, against a running server.

    python schema_registry.py URL SUBJECT SCHEMA.avsc OLDER.avsc [TOKEN]

`SUBJECT` has two versions: `OLDER.avsc`, then `SCHEMA.avsc`, which adds an optional field
`title` to a record with one field `sku`. Prints a JSON object of what was seen.
"""

import json
import sys

from confluent_kafka.schema_registry import Schema, SchemaRegistryClient, SchemaRegistryError
from confluent_kafka.schema_registry import record_subject_name_strategy
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext


def main():
    url, subject, newer, older = sys.argv[1:5]
    conf = {"url": url}
    if len(sys.argv) > 5:
        conf["basic.auth.user.info"] = f"anybody:{sys.argv[5]}"
    client = SchemaRegistryClient(conf)
    with open(newer, encoding="utf-8") as file:
        newer = file.read()
    with open(older, encoding="utf-8") as file:
        older = file.read()
    value = SerializationContext(subject, MessageField.VALUE)
    seen = {"subjects": client.get_subjects(), "types": client.get_schema_types()}

    # A producer as most are: it registers what it writes with, under the name of its topic.
    written = AvroSerializer(client, newer)({"sku": "a", "title": "t"}, value)
    seen["id"] = int.from_bytes(written[1:5], "big")
    assert written[0] == 0, "the wire format begins with a zero"

    # One that takes the latest version, and one whose subjects are names of records.
    latest = {"auto.register.schemas": False, "use.latest.version": True}
    assert AvroSerializer(client, conf=latest, schema_str=None)({"sku": "a", "title": "t"}, value) == written
    records = {"auto.register.schemas": True, "subject.name.strategy": record_subject_name_strategy}
    elsewhere = SerializationContext("some-topic", MessageField.VALUE)
    assert AvroSerializer(client, newer, conf=records)({"sku": "a", "title": "t"}, elsewhere) == written

    # A generated class keeps neither documentation nor custom properties.
    bare = json.dumps(stripped(json.loads(newer)))
    assert AvroSerializer(client, bare)({"sku": "a", "title": "t"}, value) == written

    # Consumers: with the writer's schema, and with an older one of their own.
    seen["read"] = AvroDeserializer(client)(written, value)
    seen["read_by_older"] = AvroDeserializer(client, older)(written, value)
    before = AvroSerializer(client, older)({"sku": "b"}, value)
    seen["older_id"] = int.from_bytes(before[1:5], "big")
    seen["older_read"] = AvroDeserializer(client, newer)(before, value)

    seen["versions"] = client.get_versions(subject)
    seen["latest"] = client.get_latest_version(subject).version
    first = client.get_version(subject, 1)
    seen["first"] = [first.version, first.schema_id]
    seen["found"] = client.lookup_schema(subject, Schema(older, "AVRO")).version
    seen["of_id"] = [[v.subject, v.version] for v in client.get_schema_versions(seen["id"])]
    seen["level"] = client.get_compatibility().upper()
    seen["compatible"] = [
        client.test_compatibility(subject, Schema(older, "AVRO")),
        client.test_compatibility(subject, Schema(required(older), "AVRO")),
        client.test_compatibility("nobody.Knows", Schema(older, "AVRO")),
    ]
    seen["errors"] = [
        code(client.get_version, "nobody.Knows", 1),
        code(client.get_version, subject, 17),
        code(client.test_compatibility, "nobody.Knows", Schema(older, "AVRO"), 1),
        code(client.get_schema, 1_000_000),
        code(client.lookup_schema, subject, Schema(required(older), "AVRO")),
        code(client.register_schema, subject, Schema(required(older), "AVRO")),
        code(client.register_schema, subject, Schema('{"type": "record"}', "AVRO")),
        code(client.delete_subject, subject),
        code(client.set_compatibility, subject, "SIDEWAYS"),
    ]
    print(json.dumps(seen))


def stripped(schema):
    """A schema without what a reader does not need."""
    if isinstance(schema, list):
        return [stripped(s) for s in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {k: v for k, v in schema.items() if k != "doc" and not k.startswith("denota.")}
    for key in ("type", "items", "values"):
        if key in kept:
            kept[key] = stripped(kept[key])
    if "fields" in kept:
        kept["fields"] = [stripped(f) for f in kept["fields"]]
    return kept


def required(schema):
    """A schema with a further field that older data does not have."""
    schema = json.loads(schema)
    schema["fields"].append({"name": "more", "type": "int"})
    return json.dumps(schema)


def code(ask, *arguments):
    try:
        ask(*arguments)
    except SchemaRegistryError as error:
        return error.error_code
    return None


if __name__ == "__main__":
    main()
