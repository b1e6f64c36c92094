/** For shops on Node: routes for `node:http`, a store and a key in files. */
export { vaultRoutes, readBody } from "./routes.js";
export { fileStore, keyFile } from "./file-store.js";
