"""Reads Iceberg artifacts with PyIceberg: parses the schema, partition spec and sort order,
creates the table in a catalog of its own, and compares what it then has with the artifact.

    python iceberg_schema.py FILE...

Prints a JSON array with one object per file: `file`, `ok`, `problems`, `fields` (how many
fields PyIceberg found, nested ones too). Exits with 1 where there is a problem.
"""

import json
import sys
import tempfile
import warnings

warnings.filterwarnings("ignore")

from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.partitioning import PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.table.sorting import SortOrder
from pyiceberg.types import ListType, MapType, StructType


def written_fields(fields, prefix=""):
    """Name, id, required, type and doc of each field, as the artifact has them."""
    for field in fields:
        name = prefix + field["name"]
        yield name, field["id"], field["required"], kind_of(field["type"]), field.get("doc")
        yield from written_parts(field["type"], name)


def written_parts(of, name):
    if isinstance(of, str):
        return
    if of["type"] == "struct":
        yield from written_fields(of["fields"], name + ".")
    elif of["type"] == "list":
        yield f"{name}.element", of["element-id"], of["element-required"], kind_of(of["element"]), None
        yield from written_parts(of["element"], f"{name}.element")
    elif of["type"] == "map":
        yield f"{name}.key", of["key-id"], True, kind_of(of["key"]), None
        yield from written_parts(of["key"], f"{name}.key")
        yield f"{name}.value", of["value-id"], of["value-required"], kind_of(of["value"]), None
        yield from written_parts(of["value"], f"{name}.value")


def kind_of(of):
    return of if isinstance(of, str) else of["type"]


def read_fields(schema):
    for field in schema._lazy_id_to_field.values():
        of = field.field_type
        kind = {StructType: "struct", ListType: "list", MapType: "map"}.get(type(of)) or str(of)
        yield schema.find_column_name(field.field_id), field.field_id, field.required, kind, field.doc


def differences(what, expected, found):
    missing = [f"{what}: {f} is missing" for f in expected if f not in found]
    return missing + [f"{what}: {f} is too many" for f in found if f not in expected]


def check(document, catalog):
    schema = Schema.model_validate(document["schema"])
    written = list(written_fields(document["schema"]["fields"]))
    problems = differences("parsed", written, list(read_fields(schema)))
    key = {schema.find_column_name(i) for i in document["schema"]["identifier-field-ids"]}
    if set(schema.identifier_field_names()) != key:
        problems.append("parsed: other identifier fields")
    spec = PartitionSpec.model_validate(document["partition-spec"])
    order = SortOrder.model_validate(document["sort-order"])
    catalog.create_namespace_if_not_exists(tuple(document["namespace"]))
    properties = {"format-version": str(document["format-version"]), **document["properties"]}
    name = (*document["namespace"], document["name"])
    table = catalog.create_table(name, schema, partition_spec=spec, sort_order=order, properties=properties)
    table = catalog.load_table(name)
    # Creating a table gives new field ids, so everything but those is compared.
    bare = [(n, r, k, d) for n, _, r, k, d in written]
    live = [(n, r, k, d) for n, _, r, k, d in read_fields(table.schema())]
    problems += differences("created", bare, live)
    if set(table.schema().identifier_field_names()) != key:
        problems.append("created: other identifier fields")
    if [f.transform.__str__() for f in table.spec().fields] != [f["transform"] for f in document["partition-spec"]["fields"]]:
        problems.append("created: other partitioning")
    if len(table.sort_order().fields) != len(document["sort-order"]["fields"]):
        problems.append("created: other order")
    if table.format_version != 2:
        problems.append(f"created: format version {table.format_version}")
    if lost := [k for k, v in document["properties"].items() if table.properties.get(k) != v]:
        problems.append(f"created: properties lost: {lost}")
    return len(live), problems


def main(files):
    results = []
    with tempfile.TemporaryDirectory() as folder:
        catalog = SqlCatalog("lake", uri=f"sqlite:///{folder}/catalog.db", warehouse=f"file://{folder}/warehouse")
        for file in files:
            try:
                with open(file, encoding="utf-8") as text:
                    fields, problems = check(json.load(text), catalog)
            except Exception as error:  # whatever PyIceberg says is the answer
                fields, problems = 0, [f"{type(error).__name__}: {error}"]
            results.append({"file": file, "ok": not problems, "fields": fields, "problems": problems})
    print(json.dumps(results, indent=1))
    return 0 if all(r["ok"] for r in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
