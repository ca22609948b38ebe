import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DatabaseSync } from "node:sqlite";

// What any server of this kind has to do at least: take a request, read one row by its key, answer it.
const database = new DatabaseSync(process.argv[2] ?? "", { readOnly: true });
const statement = database.prepare("select leaf from leaves where idx = ?");
const { size } = database.prepare("select count(*) as size from leaves").get() as { size: number };
let asked = 0;
const server = createServer((_, response) => {
  const { leaf } = statement.get(asked++ % size) as { leaf: Uint8Array };
  response.writeHead(200, { "content-type": "application/json" }).end(leaf);
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`http://localhost:${(server.address() as AddressInfo).port}\n`));
process.once("SIGINT", () => process.exit(0));
