"""Whether Turtle files are as shapes say, by pySHACL.

    conforms.py SHAPES DATA [SHAPES DATA]...

The shapes must themselves be valid SHACL (by the W3C's shapes for shapes). Prints an array
with true or false for each pair, in their order.
"""

import json
import sys

import pyshacl
import rdflib


def main(*files):
    read = {file: rdflib.Graph().parse(file, format="turtle") for file in dict.fromkeys(files)}
    verdicts, valid = [], set()
    for shapes, data in zip(files[::2], files[1::2]):
        # Shapes are held against those for shapes once, which takes longer than all else.
        meta = shapes not in valid
        conforms, _, _ = pyshacl.validate(read[data], shacl_graph=read[shapes], meta_shacl=meta, inference="none")
        valid.add(shapes)
        verdicts.append(conforms)
    print(json.dumps(verdicts))


if __name__ == "__main__":
    main(*sys.argv[1:])
