/** For shops on Node: routes for `node:http`, a careful fetch for mailboxes, a store and a key in files. */
export { vaultRoutes, readBody } from "./routes.js";
export { mailboxFetch, type MailboxFetchOptions } from "./mailbox-fetch.js";
export { fileStore, keyFile } from "./file-store.js";
