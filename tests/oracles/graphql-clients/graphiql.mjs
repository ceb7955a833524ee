// Opens GraphiQL in a real browser, runs a query and reads the answer.
//
//   node graphiql.mjs ORIGIN [PICTURE]
//
// Prints one JSON object: what the page showed, what it complained of. The exit code is 3 where
// there is no browser.

import { launch } from "./browser.mjs";

const [origin, picture] = process.argv.slice(2);
const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
const complaints = [];
const elsewhere = [];
page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
page.on("pageerror", (error) => complaints.push(String(error)));
page.on("request", (request) => {
  const url = request.url();
  if (!url.startsWith(origin) && !url.startsWith("data:") && !url.startsWith("blob:")) {
    elsewhere.push(url);
  }
});

await page.goto(`${origin}/graphql`, { waitUntil: "load" });
const execute = page.locator("button.graphiql-execute-button");
await execute.waitFor({ timeout: 150_000 });
await page.locator(".graphiql-query-editor .view-lines").waitFor({ timeout: 150_000 });
await execute.click();
const shown = page.locator(".graphiql-response .view-lines");
await page.waitForFunction(
  () => document.querySelector(".graphiql-response .view-lines")?.textContent.includes("totalCount"),
  undefined,
  { timeout: 150_000 },
);
const answer = (await shown.textContent()).replaceAll("\u00a0", " ");

// The documentation comes from introspection.
await page.locator('button[aria-label="Show Documentation Explorer"]').click();
const docs = page.locator(".graphiql-doc-explorer");
await docs.getByText("Query", { exact: true }).first().waitFor({ timeout: 150_000 });
await docs.getByText("Query", { exact: true }).first().click();
await docs.getByText("upper_domainModelList").first().waitFor({ timeout: 150_000 });
const documented = await docs.textContent();
if (picture) {
  await page.screenshot({ path: picture });
}
console.log(
  JSON.stringify({ answer, documented: documented.slice(0, 2000), complaints, elsewhere }),
);
await browser.close();
