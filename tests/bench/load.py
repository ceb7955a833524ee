"""Loading line items of TPC-H, by `denota load` and by PyIceberg, the same rows in turn.

    load.py DENOTA LINE_ITEMS MODEL WORK

Each operation is a process of its own into a fresh table: first all rows, then all of them
again with every tenth changed. Rows are in Parquet, for `denota` in CSV too. For PyIceberg
the clock runs without starting Python and importing it. Its `upsert` makes a condition out
of each row: it gets more and more rows until it takes longer than a minute or fails.
"""

import os
import shutil
import signal
import subprocess
import sys
import time

from process import run

ROWS = int(os.environ.get("DENOTA_BENCH_ROWS", "1000000"))
ROUNDS = int(os.environ.get("DENOTA_BENCH_ROUNDS", "5"))
LONGEST = 60.0
KEY = ["order_key", "line_number"]


def schema():
    import pyarrow as pa

    money, rate, text, day = pa.decimal128(15, 2), pa.decimal128(15, 2), pa.string(), pa.date32()
    types = {
        "quantity": money, "extended_price": money, "discount": rate, "tax": rate,
        "return_flag": text, "line_status": text, "ship_date": day, "commit_date": day,
        "receipt_date": day, "ship_instruction": text, "ship_mode": text, "comment": text,
    }
    keys = {"order_key": pa.int64(), "part_supplier_part_key": pa.int64(),
            "part_supplier_supplier_key": pa.int64(), "line_number": pa.int32()}
    return {**keys, **types}


def data(line_items, work):
    """Files of all rows, and of all rows with every tenth changed."""
    import pyarrow.csv
    import pyarrow.parquet

    options = pyarrow.csv.ConvertOptions(column_types=schema())
    for name, flags in (("items", []), ("changed", ["--changed"])):
        path = os.path.join(work, f"{name}.csv")
        with open(path, "wb") as out:
            subprocess.run([line_items, str(ROWS), *flags], stdout=out, check=True)
        table = pyarrow.csv.read_csv(path, convert_options=options)
        assert table.num_rows == ROWS, table.num_rows
        pyarrow.parquet.write_table(table, os.path.join(work, f"{name}.parquet"))


def denota(binary, model, work, kind, best):
    """Appends and upserts in a folder of its own."""
    folder = os.path.join(work, "denota")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    run([binary, "provision", model, "--yes", "--quiet"], cwd=folder)
    for what, name in (("append", "items"), ("upsert, a tenth changed", "changed")):
        took = run([binary, "load", "tpch:LineItem", os.path.join(work, f"{name}.{kind}")], cwd=folder)
        if "rejected" in took.said or f"{ROWS} rows" not in took.said.replace(",", ""):
            sys.exit(f"not all rows were loaded: {took.said}")
        keep(best, f"`denota load`, {kind}: {what}", ROWS, took.clock, took)


def pyiceberg(work, what, rows, best):
    command = [sys.executable, os.path.abspath(__file__), "pyiceberg", work, what, str(rows)]
    # A condition of so many parts exhausts the stack of the process.
    took = run(command, accept=(0, -signal.SIGSEGV))
    if not took.said.strip():
        print(f"PyIceberg's {what} of {rows:,} rows ended by a segmentation fault", file=sys.stderr)
        return LONGEST
    seconds = float(took.said.strip().splitlines()[-1])
    name = {"append": "append", "upsert": "upsert, a tenth changed"}[what]
    keep(best, f"PyIceberg, parquet: {name}", rows, seconds, took)
    return seconds


def keep(best, name, rows, clock, took):
    new = (clock, took.processor, took.memory)
    old = best.get((name, rows), new)
    best[name, rows] = tuple(map(min, old, new))


def operate(work, what, rows):
    """Within its own process: one operation of PyIceberg; prints its seconds."""
    import pyarrow.parquet
    from pyiceberg.catalog.sql import SqlCatalog

    folder = os.path.join(work, "pyiceberg")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    catalog = SqlCatalog("lake", uri=f"sqlite:///{folder}/catalog.db", warehouse=f"file://{folder}")
    catalog.create_namespace("tpch")
    read = lambda name: pyarrow.parquet.read_table(os.path.join(work, f"{name}.parquet")).slice(0, rows)
    start = time.monotonic()
    items = read("items")
    table = catalog.create_table("tpch.line_item", schema=items.schema)
    table.append(items)
    if what == "upsert":
        start = time.monotonic()
        table.upsert(read("changed"), join_cols=KEY)
    seconds = time.monotonic() - start
    assert table.scan().to_arrow().num_rows == rows
    print(seconds, file=sys.stderr)


def main(binary, line_items, model, work):
    data(line_items, work)
    best = {}
    for _ in range(min(ROUNDS, 3)):
        for kind in ("parquet", "csv"):
            denota(binary, model, work, kind, best)
        pyiceberg(work, "append", ROWS, best)
    rows = 1000
    while rows <= ROWS and pyiceberg(work, "upsert", rows, best) < LONGEST:
        rows *= 10
    print("| operation | rows | seconds | rows a second | CPU seconds | peak MiB |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for (name, rows), (clock, processor, memory) in best.items():
        print(f"| {name} | {rows:,} | {clock:.2f} | {rows / clock:,.0f} | {processor:.2f} | {memory:.0f} |")


if sys.argv[1] == "pyiceberg":
    operate(sys.argv[2], sys.argv[3], int(sys.argv[4]))
else:
    main(*sys.argv[1:])
