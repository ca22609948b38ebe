import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const root = fileURLToPath(new URL(".", import.meta.url));

// The server sends `script-src 'self'; style-src 'self'; font-src 'self'`: everything is a file of its own, nothing is written into the page.
export default defineConfig({
  root,
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL("../dist/web", import.meta.url)),
    emptyOutDir: true,
    target: "es2023",
    // No polyfill: it would be an inline script, and every browser with passkeys preloads modules.
    modulePreload: { polyfill: false },
    sourcemap: false,
    // A file that is written into another one as `data:` would not be allowed by the policy on fonts.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    rolldownOptions: {
      output: {
        // What seldom changes keeps its name, and with it its place in the browser's cache, when our own pages change.
        codeSplitting: { groups: [{ name: "frame", test: /node_modules[\\/](react|react-dom|scheduler|@tanstack)[\\/]/ }] },
      },
    },
  },
});
