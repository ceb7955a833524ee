#!/usr/bin/env bash
# Iceberg's own REST catalog in the foreground, on a port and with a folder of the caller's:
#   run.sh PORT FOLDER
# Its tables go into the folder, or to $CATALOG_WAREHOUSE with what else $CATALOG_* says.
# Needs Java 17, and the libraries that `make oracles` brings into $DENOTA_ORACLES.
set -euo pipefail
port=$1 folder=$2
libraries=${DENOTA_ORACLES:?the folder for oracles}/rest-catalog
mkdir -p "$folder"
CATALOG_WAREHOUSE=${CATALOG_WAREHOUSE:-$folder/warehouse} \
CATALOG_CATALOG_IMPL=org.apache.iceberg.jdbc.JdbcCatalog \
CATALOG_URI=jdbc:sqlite:file:$folder/catalog.db \
REST_PORT=$port CATALOG_REST_PORT=$port \
    exec java -cp "$libraries/*" org.apache.iceberg.rest.RESTCatalogServer
