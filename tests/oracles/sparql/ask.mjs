// Asks a running server by Comunica: as a SPARQL endpoint, found by its description alone, and
// together with a graph read from it.
import assert from 'node:assert/strict';
import { QueryEngine } from '@comunica/query-sparql';

const url = process.argv[2];
const thing = 'https://example.org/shop#Thing';
const classes = 'PREFIX upper: <https://w3id.org/denota/upper#> SELECT ?c WHERE { ?c a upper:DirectClass }';
const engine = new QueryEngine();

const endpoint = { sources: [{ type: 'sparql', value: `${url}/sparql` }] };
const found = { sources: [`${url}/sparql`] };
const graph = { sources: [{ type: 'file', value: `${url}/graphs?graph=https%3A%2F%2Fexample.org%2Fshop%23` }] };

for (const context of [endpoint, found, graph]) {
  const rows = await (await engine.queryBindings(classes, context)).toArray();
  const names = rows.map(row => row.get('c').value);
  assert(names.includes(thing), `${JSON.stringify(context)}: ${names}`);
}
assert.equal(await engine.queryBoolean(`ASK { <${thing}> ?p ?o }`, endpoint), true);
assert.equal(await engine.queryBoolean('ASK { <urn:none> ?p ?o }', endpoint), false);
const triples = await (await engine.queryQuads(`CONSTRUCT WHERE { <${thing}> ?p ?o }`, endpoint)).toArray();
assert(triples.length > 3);
const joined = 'SELECT ?l WHERE { ?c a ?k ; <https://w3id.org/denota/upper#label> ?l } ORDER BY ?l';
const both = await (await engine.queryBindings(joined, { sources: [...endpoint.sources, ...graph.sources] })).toArray();
assert(both.length > 0);
// `fetch` asks for compressed answers; long ones are sent while they are made.
const everything = await (await engine.queryBindings('SELECT * { ?s ?p ?o }', endpoint)).toArray();
const counted = await (await engine.queryBindings('SELECT (COUNT(*) AS ?n) { ?s ?p ?o }', endpoint)).toArray();
assert.equal(everything.length, Number(counted[0].get('n').value));
const whole = await fetch(`${url}/graphs?default`, { headers: { accept: 'application/n-triples' } });
assert.equal(whole.headers.get('content-encoding'), 'gzip');
assert((await whole.text()).includes(thing));
console.log('ok');
