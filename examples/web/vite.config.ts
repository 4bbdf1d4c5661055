import { defineConfig } from "vite";

// The page asks its own origin; where the API listens is known here only.
const proxy = { "/graphql": process.env.SARCOMAKG_URL ?? "http://127.0.0.1:8000" };

export default defineConfig({
  server: { proxy, fs: { allow: [".", "../../queries"] } },
  preview: {
    proxy,
    headers: { "Content-Security-Policy": "default-src 'self'; base-uri 'none'; frame-ancestors 'none'" },
  },
});
