// Builds the pages of the server into files that it embeds: nothing comes from another origin,
// so that a strict Content-Security-Policy holds.

import { defineConfig } from "vite";

export default defineConfig({
  base: "/assets/",
  build: {
    outDir: process.env.DENOTA_UI_OUT ?? "dist",
    emptyOutDir: true,
    assetsDir: "",
    // Scripts and styles stay files: the policy forbids `data:` scripts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 8192,
    sourcemap: false,
    rollupOptions: {
      input: "graphiql.html",
      // Marks for a server that renders React mean nothing here.
      onwarn: (warning, warn) => warning.code === "MODULE_LEVEL_DIRECTIVE" || warn(warning),
    },
  },
});
