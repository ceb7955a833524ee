"""Makes a typed client with ariadne-codegen from a running server, and uses it.

    graphql_client.py URL QUERIES IRI

URL is the server's /graphql, QUERIES a file of queries, IRI that of a class. Prints what the
queries have answered, as one JSON object.
"""

import importlib
import json
import sys
import tempfile
from pathlib import Path

import httpx
from ariadne_codegen.main import main as codegen
from click.testing import CliRunner


def make(url: str, queries: str, folder: Path) -> None:
    """Runs the generator in a folder."""
    config = folder / "pyproject.toml"
    config.write_text(
        f"""
[tool.ariadne-codegen]
remote_schema_url = "{url}"
remote_schema_timeout = 120
queries_path = "{queries}"
target_package_path = "{folder}"
target_package_name = "denota_client"
async_client = false
plugins = []

[tool.ariadne-codegen.scalars.URI]
type = "str"

[tool.ariadne-codegen.scalars.Long]
type = "int"
"""
    )
    done = CliRunner().invoke(codegen, ["--config", str(config)])
    assert done.exit_code == 0, f"{done.output}\n{done.exception}"


def use(url: str, iri: str) -> dict:
    """Asks the server through the client that was made."""
    client = importlib.import_module("denota_client").Client(url=url, http_client=httpx.Client(timeout=120))
    models = client.models(first=100)
    found = client.one_class(iri=iri)
    return {
        "total": models.upper_domain_model_list.total_count,
        "names": [model.upper_domain for model in models.upper_domain_model_list.nodes],
        "properties": [p.denota_name for p in found.upper_direct_class.upper_property.nodes],
    }


def main() -> None:
    url, queries, iri = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        make(url, queries, Path(folder))
        sys.path.insert(0, folder)
        print(json.dumps(use(url, iri)))


main()
