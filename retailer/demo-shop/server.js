/** Starts the shop: `node server.js --port 8443 --data DIR [--origin https://shop.example] [--host ADDRESS] [--loopback-mailboxes]`. */
import { createServer } from "node:http";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { openShop } from "./src/shop.js";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8443" },
    host: { type: "string", default: "localhost" },
    data: { type: "string", default: join(import.meta.dirname, ".data") },
    origin: { type: "string" },
    "loopback-mailboxes": { type: "boolean", default: false },
  },
});
const origin = values.origin ?? `http://localhost:${values.port}`;
const { handle, refresh, sweep } = await openShop({ origin, data: values.data, loopback: values["loopback-mailboxes"] });
setInterval(refresh, 60_000).unref();
setInterval(sweep, 60_000).unref(); // forgetting waits for no mailbox

/** A vault may reach `localhost` by either of its addresses. */
const addresses = values.host === "localhost" ? ["127.0.0.1", "::1"] : [values.host];
const opened = await Promise.all(addresses.map(listen));
if (!opened.includes(true)) {
  process.stderr.write(`port ${values.port} cannot be opened\n`);
  process.exit(1);
}
process.stdout.write(`Halden is open at ${origin}\n`);

function listen(address) {
  return new Promise((resolve) => {
    const server = createServer(handle);
    server.once("error", () => resolve(false));
    server.listen(Number(values.port), address, () => resolve(true));
  });
}
