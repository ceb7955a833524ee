// How wide pages are in a window of a width: more than that, and they must be scrolled sideways.
//
//   node widths.mjs ORIGIN WIDTH PATH…
//
// Prints one JSON object, the width of each path. The exit code is 3 where there is no browser.

import { launch } from "./browser.mjs";

const [origin, width, ...paths] = process.argv.slice(2);
const browser = await launch();
const page = await browser.newPage({ viewport: { width: Number(width), height: 800 } });
const widths = {};
for (const path of paths) {
  await page.goto(origin + path, { waitUntil: "load" });
  widths[path] = await page.evaluate(() => document.documentElement.scrollWidth);
}
console.log(JSON.stringify(widths));
await browser.close();
