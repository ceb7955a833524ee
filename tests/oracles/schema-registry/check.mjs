// A producer and a consumer with Confluent's client for Node, unchanged, against a running
// server.
//
//   node check.mjs URL SUBJECT SCHEMA.avsc OLDER.avsc [TOKEN]
//
// As `../python/schema_registry.py`. Prints a JSON object of what was seen.

import { readFileSync } from "node:fs";
import registry from "@confluentinc/schemaregistry";

const { AvroDeserializer, AvroSerializer, SchemaRegistryClient, SerdeType } = registry;

const [url, subject, newerFile, olderFile, token] = process.argv.slice(2);
const newer = readFileSync(newerFile, "utf8");
const older = readFileSync(olderFile, "utf8");
const auth = token && { credentialsSource: "USER_INFO", userInfo: `anybody:${token}` };
const client = new SchemaRegistryClient({ baseURLs: [url], ...(auth && { basicAuthCredentials: auth }) });

const seen = { subjects: await client.getAllSubjects() };
const metadata = (schema) => ({ schemaType: "AVRO", schema });
const valueSubject = `${subject}-value`;

seen.id = await client.register(valueSubject, metadata(newer));
seen.olderId = await client.register(valueSubject, metadata(older));
seen.versions = await client.getAllVersions(subject);
seen.latest = (await client.getLatestSchemaMetadata(subject)).version;
seen.found = await client.getVersion(subject, metadata(older), false, false);

const serializer = new AvroSerializer(client, SerdeType.VALUE, { useLatestVersion: true, autoRegisterSchemas: false });
const written = await serializer.serialize(subject, { sku: "a", title: "t" });
seen.written = written.readUInt32BE(1);
const deserializer = new AvroDeserializer(client, SerdeType.VALUE, {});
seen.read = await deserializer.deserialize(subject, written);

const required = JSON.parse(older);
required.fields.push({ name: "more", type: "int" });
const further = metadata(JSON.stringify(required));
seen.compatible = [
  await client.testCompatibility(subject, 2, metadata(older)),
  await client.testCompatibility(subject, 2, further),
];
const code = (promise) => promise.then(() => null, (error) => error.errorCode);
seen.errors = [
  await code(client.getSchemaMetadata("nobody.Knows", 1)),
  await code(client.getSchemaMetadata(subject, 17)),
  await code(client.register(valueSubject, further)),
];
console.log(JSON.stringify(seen));
await client.close();
process.exit(0);
