// Holds SARIF logs against the schema of SARIF 2.1.0, for the tests.
//
//   node check.mjs LOG...
//
// Prints what is wrong with each log, an empty list where nothing is.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import Ajv from "ajv";

const require = createRequire(import.meta.url);
const schema = require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
const ajv = new Ajv({ allErrors: true, schemaId: "auto", meta: false });
ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-07.json"));
ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-04.json"));
const valid = ajv.compile(schema);

const wrong = {};
for (const file of process.argv.slice(2)) {
  const log = JSON.parse(readFileSync(file, "utf8"));
  wrong[file] = valid(log) ? [] : valid.errors.map((e) => `${e.dataPath} ${e.message}`);
}
console.log(JSON.stringify(wrong, null, 2));
process.exit(Object.values(wrong).some((e) => e.length > 0) ? 1 : 0);
