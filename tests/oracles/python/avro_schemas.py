"""Holds Avro schema files against the two Python implementations of Avro.

    python avro_schemas.py FILE.avsc...

Of every file: both libraries parse it and keep its custom properties; records written by
either are read by the other, equal; and data written before the fields with defaults
existed is read by both, the defaults filled in. Prints a JSON array with an object for
each file, `{"file", "records", "errors"}`, and exits with 1 if there are errors.
"""

import copy
import datetime
import decimal
import io
import json
import logging
import sys
import uuid
import warnings

import avro.datafile
import avro.io
import avro.schema
import fastavro

VARIANTS = 4
MAX_DEPTH = 6
EPOCH = datetime.datetime(1970, 1, 1)
decimal.getcontext().prec = 60
# That a library does not know a logical type is no error.
logging.disable(logging.WARNING)
warnings.simplefilter("ignore")


def full_name(schema, namespace):
    name = schema["name"]
    if "." in name:
        return name
    space = schema.get("namespace", namespace)
    return f"{space}.{name}" if space else name


def definitions(schema, names, namespace=""):
    """Collects the named types of a schema by full name."""
    if isinstance(schema, list):
        for branch in schema:
            definitions(branch, names, namespace)
    elif isinstance(schema, dict):
        kind = schema["type"]
        if kind in ("record", "enum", "fixed"):
            name = full_name(schema, namespace)
            if name in names:
                raise ValueError(f"{name} is defined twice")
            names[name] = schema
            for field in schema.get("fields", []):
                definitions(field["type"], names, schema.get("namespace", namespace))
        elif kind == "array":
            definitions(schema["items"], names, namespace)
        elif kind == "map":
            definitions(schema["values"], names, namespace)
        elif isinstance(kind, (dict, list)):
            definitions(kind, names, namespace)
    return names


class Generator:
    """Makes values of a schema; the same variant always gives the same value."""

    def __init__(self, names, variant):
        self.names = names
        self.variant = variant
        self.count = 0

    def value(self, schema, depth=0):
        self.count += 1
        if isinstance(schema, list):
            return self.branch(schema, depth)
        if isinstance(schema, str):
            if schema in self.names:
                return self.value(self.names[schema], depth)
            schema = {"type": schema}
        kind = schema["type"]
        if kind == "record":
            return {f["name"]: self.value(f["type"], depth + 1) for f in schema["fields"]}
        if kind == "enum":
            return schema["symbols"][self.variant % len(schema["symbols"])]
        if kind == "array":
            size = 0 if depth > MAX_DEPTH else self.variant % 3
            return [self.value(schema["items"], depth + 1) for _ in range(size)]
        if kind == "map":
            size = 0 if depth > MAX_DEPTH else self.variant % 3
            return {f"k{i}": self.value(schema["values"], depth + 1) for i in range(size)}
        return self.primitive(kind, schema)

    def branch(self, schema, depth):
        if depth > MAX_DEPTH and "null" in schema:
            return None
        return self.value(schema[self.variant % len(schema)], depth + 1)

    def primitive(self, kind, schema):
        n = self.count * 7 + self.variant
        logical = schema.get("logicalType")
        if logical == "decimal":
            precision, scale = schema["precision"], schema["scale"]
            digits = 10**precision - 1 if self.variant == 1 else n % 10**precision
            return decimal.Decimal(-digits if n % 2 else digits).scaleb(-scale)
        made = {
            "uuid": lambda: uuid.UUID(int=n),
            "date": lambda: datetime.date(1960, 1, 1) + datetime.timedelta(days=n),
            "time-micros": lambda: datetime.time(n % 24, 59, 1, 999_999),
            "timestamp-micros": lambda: datetime.datetime(1969, 12, 31, 23, 59, 59, 1, datetime.timezone.utc)
            + datetime.timedelta(hours=n),
            "local-timestamp-micros": lambda: datetime.datetime(2000, 2, 29, 1, 2, 3, 456_789)
            + datetime.timedelta(days=n),
            "null": lambda: None,
            "boolean": lambda: n % 2 == 0,
            "int": lambda: n - 2**31,
            "long": lambda: n - 2**63,
            "float": lambda: n / 4,
            "double": lambda: n / 8,
            "bytes": lambda: bytes([n % 256, 0, 255]),
            "string": lambda: f"text {n} ü \U0001f600 \0",
        }
        return made[logical or kind]()


def plain(value):
    """A value without the differences in how the libraries show logical types."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None:
            value = value.astimezone(datetime.timezone.utc).replace(tzinfo=None)
        return (value - EPOCH) // datetime.timedelta(microseconds=1)
    if isinstance(value, datetime.date):
        return (value - EPOCH.date()).days
    if isinstance(value, datetime.time):
        return plain(datetime.datetime.combine(EPOCH, value))
    if isinstance(value, uuid.UUID):
        return str(value)
    return value


def as_avro_takes_it(value):
    """`avro` knows no local timestamps and takes UUIDs as text."""
    if isinstance(value, dict):
        return {k: as_avro_takes_it(v) for k, v in value.items()}
    if isinstance(value, list):
        return [as_avro_takes_it(v) for v in value]
    local = isinstance(value, datetime.datetime) and value.tzinfo is None
    return plain(value) if local or isinstance(value, uuid.UUID) else value


def without_empty(value):
    """A value without what is null. Of two records of a union that both take a dictionary
    `avro` writes the first, and the optional fields that only that one has become null."""
    if isinstance(value, dict):
        return {k: without_empty(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [without_empty(v) for v in value]
    return value


def same_defaults(raw, made):
    """Whether values agree where `fastavro` fills in the JSON of a default as it stands."""
    if isinstance(made, dict):
        return isinstance(raw, dict) and raw.keys() == made.keys() and all(same_defaults(raw[k], made[k]) for k in made)
    if isinstance(made, list):
        return isinstance(raw, list) and len(raw) == len(made) and all(map(same_defaults, raw, made))
    if isinstance(raw, str) and isinstance(made, decimal.Decimal):
        unscaled = int.from_bytes(raw.encode("latin-1"), "big", signed=True)
        return decimal.Decimal(unscaled).scaleb(made.as_tuple().exponent) == made
    if isinstance(raw, str) and isinstance(made, bytes):
        return raw.encode("latin-1") == made
    return raw == made


def write_fastavro(schema, values):
    out = io.BytesIO()
    fastavro.writer(out, fastavro.parse_schema(copy.deepcopy(schema)), values)
    return out.getvalue()


def write_avro(schema, values):
    out = io.BytesIO()
    writer = avro.datafile.DataFileWriter(out, avro.io.DatumWriter(), avro.schema.parse(json.dumps(schema)))
    for value in values:
        writer.append(as_avro_takes_it(value))
    writer.flush()
    return out.getvalue()


def read_fastavro(data, schema=None):
    reader_schema = fastavro.parse_schema(copy.deepcopy(schema)) if schema else None
    return list(fastavro.reader(io.BytesIO(data), reader_schema))


def read_avro(data, schema=None):
    reader_schema = avro.schema.parse(json.dumps(schema)) if schema else None
    return list(avro.datafile.DataFileReader(io.BytesIO(data), avro.io.DatumReader(None, reader_schema)))


def before_defaults(schema, names, seen):
    """A schema as it was before the fields with defaults came."""
    if isinstance(schema, list):
        return [before_defaults(s, names, seen) for s in schema]
    if isinstance(schema, str):
        if schema in names and schema not in seen:
            return before_defaults(names[schema], names, seen)
        return schema
    out = dict(schema)
    if schema["type"] in ("record", "enum"):
        seen.add(full_name(schema, ""))
    if schema["type"] == "record":
        kept = [f for f in schema["fields"] if "default" not in f]
        out["fields"] = [{**f, "type": before_defaults(f["type"], names, seen)} for f in kept]
    for inner in ("items", "values"):
        if inner in schema:
            out[inner] = before_defaults(schema[inner], names, seen)
    return out


def custom_properties(schema):
    """The custom properties of all named types, in order."""
    found = []
    if isinstance(schema, list):
        for branch in schema:
            found += custom_properties(branch)
    elif isinstance(schema, dict):
        found += [(k, v) for k, v in schema.items() if k.startswith("denota.")]
        for inner in ("type", "items", "values", "fields"):
            if isinstance(schema.get(inner), (dict, list)):
                found += custom_properties(schema[inner])
    return found


def check(schema):
    """The number of records compared."""
    names = definitions(schema, {})
    kept = custom_properties(json.loads(json.dumps(avro.schema.parse(json.dumps(schema)).to_json())))
    for prop in custom_properties(schema):
        if prop not in kept:
            raise ValueError(f"avro loses {prop}")
    values = [Generator(names, variant).value(schema) for variant in range(VARIANTS)]
    for write, read, seen in ((write_fastavro, read_avro, plain), (write_avro, read_fastavro, without_empty)):
        back = read(write(schema, values))
        for ours, theirs in zip(values, back, strict=True):
            if seen(plain(ours)) != seen(plain(theirs)):
                raise ValueError(f"{write.__name__} then {read.__name__}: {ours} became {theirs}")
    older = before_defaults(schema, names, set())
    older_names = definitions(older, {})
    old = write_fastavro(older, [Generator(older_names, variant).value(older) for variant in range(VARIANTS)])
    by_fastavro, by_avro = read_fastavro(old, schema), read_avro(old, schema)
    if not same_defaults(plain(by_fastavro), plain(by_avro)):
        raise ValueError(f"defaults differ: fastavro {plain(by_fastavro)}, avro {plain(by_avro)}")
    return len(values)


def main(paths):
    results = []
    for path in paths:
        result = {"file": path, "records": 0, "errors": []}
        try:
            with open(path, encoding="utf-8") as file:
                result["records"] = check(json.load(file))
        except Exception as error:  # Whatever a library raises is a finding about the file.
            result["errors"].append(f"{type(error).__name__}: {error}"[:2000])
        results.append(result)
    print(json.dumps(results, indent=2))
    return 1 if any(r["errors"] for r in results) or not results else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
