// A real browser, where there is one; the exit code is 3 where there is none.

import { existsSync } from "node:fs";

import { chromium } from "playwright-core";

export async function launch() {
  const browsers = [process.env.DENOTA_BROWSER, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const executablePath = browsers.find((path) => path && existsSync(path));
  if (!executablePath) {
    console.log(JSON.stringify({ browser: null }));
    process.exit(3);
  }
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}
