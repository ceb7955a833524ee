// Makes a typed client with graphql-codegen from the running server's introspection, checks it
// with the TypeScript compiler, and uses it.
//
//   node codegen.mjs URL IRI     the server's /graphql, and the IRI of a class
//
// Prints what the queries have answered, as one JSON object.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { codegen } from "@graphql-codegen/core";
import * as documents from "@graphql-codegen/typed-document-node";
import * as typescript from "@graphql-codegen/typescript";
import * as operations from "@graphql-codegen/typescript-operations";
import { buildClientSchema, getIntrospectionQuery, parse, print, printSchema } from "graphql";
import ts from "typescript";

const [url, iri] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(here, ".made-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const introspected = await fetch(url, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ query: getIntrospectionQuery() }),
});
const schema = parse(printSchema(buildClientSchema((await introspected.json()).data)));

const file = join(folder, "client.ts");
const queries = join(here, "queries.graphql");
const plugins = { typescript, operations, documents };
const made = await codegen({
  filename: file,
  schema,
  documents: [{ location: queries, document: parse(readFileSync(queries, "utf8")) }],
  config: { useTypeImports: true, scalars: { URI: "string", Long: "number" } },
  plugins: Object.keys(plugins).map((name) => ({ [name]: {} })),
  pluginMap: plugins,
});
writeFileSync(file, made);

// A use of the client that compiles only if the types are as they should be.
const use = join(folder, "use.ts");
writeFileSync(
  use,
  `import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { OneClassDocument, ModelsDocument } from "./client.js";

export const ask = async <R, V>(run: (d: unknown, v: unknown) => Promise<unknown>, document: TypedDocumentNode<R, V>, variables: V): Promise<R> =>
  (await run(document, variables)) as R;

export const use = async (run: (d: unknown, v: unknown) => Promise<unknown>, iri: string) => {
  const models = await ask(run, ModelsDocument, { first: 100 });
  const total: number = models.upper_domainModelList.totalCount;
  const names: Array<unknown> = models.upper_domainModelList.nodes.map((model) => model.upper_domain);
  const found = await ask(run, OneClassDocument, { iri });
  const properties = found.upper_directClass?.upper_property.nodes.map((p) => p.denota_name) ?? [];
  return { total, names, properties, class: found.upper_directClass };
};
`,
);

const options = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ES2022,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  skipLibCheck: true,
  outDir: folder,
};
const program = ts.createProgram([use], options);
const emitted = program.emit();
const diagnostics = [...ts.getPreEmitDiagnostics(program), ...emitted.diagnostics];
if (diagnostics.length > 0) {
  console.error(ts.formatDiagnostics(diagnostics, { getCanonicalFileName: (f) => f, getCurrentDirectory: () => folder, getNewLine: () => "\n" }));
  process.exit(1);
}

const run = async (document, variables) => {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
    body: JSON.stringify({ query: print(document), variables }),
  });
  const body = await response.json();
  if (!response.ok || body.errors) {
    throw new Error(JSON.stringify(body));
  }
  return body.data;
};
const { use: client } = await import(pathToFileURL(join(folder, "use.js")));
const answer = await client(run, iri);
console.log(JSON.stringify({ lines: readFileSync(file, "utf8").split("\n").length, ...answer }));
