/**
 * Files that are the same for everybody.
 *
 * Invariant: only files named in this folder at start are ever read.
 */
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";

import { Refusal, sendFile } from "./http.js";

const FOLDER = join(import.meta.dirname, "..", "static");
const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
const FILES = new Map(
  readdirSync(FOLDER, { recursive: true })
    .filter((name) => extname(name) in TYPES)
    .map((name) => [name, { bytes: readFileSync(join(FOLDER, name)), type: TYPES[extname(name)] }]),
);

/** Sends a file of the static folder. */
export function sendStatic(response, name) {
  const file = FILES.get(name);
  if (file === undefined) throw new Refusal(404, "not_found");
  sendFile(response, file.bytes, file.type);
}
