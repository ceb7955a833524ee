"""A file in YAML, as JSON on standard output: read by the parser that most programs use."""

import json
import sys

import yaml

# YAML 1.1 takes the key `on` for true; JSON has names alone.
with open(sys.argv[1], encoding="utf-8") as file:
    json.dump(yaml.safe_load(file), sys.stdout)
