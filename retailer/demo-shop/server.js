/** Starts the shop: `node server.js --port 8443 --data DIR [--origin https://shop.example]`. */
import { join } from "node:path";
import { parseArgs } from "node:util";

import { openShop } from "./src/shop.js";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8443" },
    host: { type: "string", default: "127.0.0.1" },
    data: { type: "string", default: join(import.meta.dirname, ".data") },
    origin: { type: "string" },
  },
});
const origin = values.origin ?? `http://localhost:${values.port}`;
const { server, sweep } = await openShop({ origin, data: values.data });
setInterval(sweep, 60_000).unref();
server.listen(Number(values.port), values.host, () => {
  process.stdout.write(`Halden is open at ${origin}\n`);
});
