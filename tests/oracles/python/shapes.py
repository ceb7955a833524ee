"""Holds Turtle files against shapes with pySHACL, for the tests.

    shapes.py SHAPES DATA...

The shapes must themselves be valid SHACL (by the W3C's shapes for shapes), and each data
file must conform. Prints the report of each file, null where it conforms.
"""

import json
import sys

import pyshacl
import rdflib


def main(shapes_file, *files):
    shapes = rdflib.Graph().parse(shapes_file, format="turtle")
    results = {}
    for file in files:
        data = rdflib.Graph().parse(file, format="turtle")
        conforms, _, report = pyshacl.validate(data, shacl_graph=shapes, meta_shacl=True, inference="none")
        results[file] = None if conforms else report
    print(json.dumps(results, indent=2))
    return 1 if any(results.values()) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
