#!/usr/bin/env bash
# Iceberg's own REST catalog in the foreground, on a port and with a folder of the caller's:
#   run.sh PORT FOLDER
# Needs Java 17 and Maven. The first run brings its libraries into $DENOTA_ORACLES. Tests
# that use it read its address from DENOTA_REST_CATALOG.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
port=$1 folder=$2
libraries=${DENOTA_ORACLES:?the folder for oracles}/rest-catalog
if ! cmp -s "$here/pom.xml" "$libraries/pom.stamp"; then
    mvn --quiet --batch-mode --file "$here/pom.xml" dependency:copy-dependencies "-DoutputDirectory=$libraries"
    cp "$here/pom.xml" "$libraries/pom.stamp"
fi
mkdir -p "$folder"
CATALOG_WAREHOUSE=$folder/warehouse \
CATALOG_CATALOG_IMPL=org.apache.iceberg.jdbc.JdbcCatalog \
CATALOG_URI=jdbc:sqlite:file:$folder/catalog.db \
REST_PORT=$port CATALOG_REST_PORT=$port \
    exec java -cp "$libraries/*" org.apache.iceberg.rest.RESTCatalogServer
