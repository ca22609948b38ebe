import { DatabaseSync } from "node:sqlite";
import { serve } from "@hono/node-server";
import { Hono } from "hono";

// The same as `http-bare.ts`, with the libraries that the server is made with.
const database = new DatabaseSync(process.argv[2] ?? "", { readOnly: true });
const statement = database.prepare("select leaf from leaves where idx = ?");
const { size } = database.prepare("select count(*) as size from leaves").get() as { size: number };
let asked = 0;
const app = new Hono();
app.get("/", (context) => {
  const { leaf } = statement.get(asked++ % size) as { leaf: Uint8Array<ArrayBuffer> };
  return context.body(leaf, 200, { "content-type": "application/json" });
});
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) => process.stdout.write(`http://localhost:${port}\n`));
process.once("SIGINT", () => process.exit(0));
