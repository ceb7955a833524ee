// Reads GraphQL documents with implementations that are not ours, for the tests.
//
//   node check.mjs plain FILE...      each file as a schema that stands alone (graphql-js)
//   node check.mjs subgraphs FILE...  each file as a subgraph (@apollo/subgraph), and all of
//                                     them composed (@theguild/federation-composition)
//
// Prints one JSON object, {"ok": bool, "errors": [...], ...}; the exit code is 1 when not ok.

import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { createRequire } from "node:module";

// All through one module system: graphql-js refuses objects of another copy of itself.
const require = createRequire(import.meta.url);
const { buildASTSchema, buildSchema, isIntrospectionType, isSpecifiedScalarType, parse, validateSchema } =
  require("graphql");
const { buildSubgraphSchema } = require("@apollo/subgraph");
const { composeServices } = require("@theguild/federation-composition");

const [mode, ...files] = process.argv.slice(2);
const errors = [];

const attempt = (what, run) => {
  try {
    return run();
  } catch (error) {
    errors.push(`${what}: ${error.message}`);
    return undefined;
  }
};

/** Every `@udaUri` of a document: its path of names, and the IRI. */
const uris = (document) => {
  const found = new Map();
  const walk = (node, path) => {
    for (const directive of node.directives ?? []) {
      if (directive.name.value === "udaUri") {
        found.set(path.join("."), directive.arguments[0].value.value);
      }
    }
    for (const child of [...(node.fields ?? []), ...(node.values ?? []), ...(node.arguments ?? [])]) {
      walk(child, [...path, child.name.value]);
    }
  };
  for (const definition of document.definitions) {
    if (definition.name && definition.kind !== "DirectiveDefinition") {
      walk(definition, [definition.name.value]);
    }
  }
  return found;
};

const plain = (file) => {
  const schema = attempt(file, () => buildSchema(readFileSync(file, "utf8")));
  if (schema) {
    errors.push(...validateSchema(schema).map((error) => `${file}: ${error.message}`));
  }
  const isOurs = (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type);
  return { file, types: Object.values(schema?.getTypeMap() ?? {}).filter(isOurs).length };
};

const subgraph = (file) => {
  const document = attempt(file, () => parse(readFileSync(file, "utf8")));
  if (document) {
    attempt(file, () => buildSubgraphSchema([{ typeDefs: document }]));
  }
  return { file, document };
};

/** A supergraph needs some field of `Query`; a subgraph does not. */
const anyQuery = (services) => {
  const has = (service) => service.typeDefs.definitions.some((d) => d.name?.value === "Query");
  const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@shareable"])';
  return services.some(has)
    ? services
    : [...services, { name: "query", url: "http://localhost/query", typeDefs: parse(`${link}\ntype Query { ok: Boolean }`) }];
};

const compose = (subgraphs) => {
  const services = subgraphs.map(({ file, document }) => {
    const name = basename(file).replace(/\.graphqls$/, "");
    return { name, url: `http://localhost/${name}`, typeDefs: document };
  });
  const result = composeServices(anyQuery(services));
  errors.push(...(result.errors ?? []).map((error) => `composition: ${error.extensions?.code}: ${error.message}`));
  if (!result.supergraphSdl) {
    return {};
  }
  const supergraph = parse(result.supergraphSdl);
  const schema = attempt("supergraph", () => buildASTSchema(supergraph, { assumeValidSDL: true }));
  if (schema) {
    errors.push(...validateSchema(schema).map((error) => `supergraph: ${error.message}`));
  }
  return { uris: checkUris(subgraphs, uris(supergraph)) };
};

/** What a subgraph says of its elements' terms, the supergraph must still say. */
const checkUris = (subgraphs, survived) => {
  let count = 0;
  for (const { file, document } of subgraphs) {
    for (const [path, uri] of uris(document)) {
      count += 1;
      if (survived.get(path) !== uri) {
        errors.push(`${file}: the supergraph has lost @udaUri of ${path}`);
      }
    }
  }
  return count;
};

let result = {};
if (mode === "plain") {
  result = { schemas: files.map(plain) };
} else if (mode === "subgraphs") {
  const subgraphs = files.map(subgraph);
  if (errors.length === 0) {
    result = compose(subgraphs);
  }
} else {
  errors.push(`the first argument is \`plain\` or \`subgraphs\`, not \`${mode}\``);
}
console.log(JSON.stringify({ ok: errors.length === 0, errors, ...result }, null, 2));
process.exitCode = errors.length === 0 ? 0 : 1;
