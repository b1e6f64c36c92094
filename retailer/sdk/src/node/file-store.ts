/**
 * A store in one JSON file, and a signing key in another: enough for one process and a small shop.
 *
 * Invariant: a file is replaced as a whole or not at all, for good before anybody is told, and only its owner can read it.
 */
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";

import { generateKey, type PrivateJwk } from "../jose.js";
import { MemoryShelf, type CodeRow, type GrantRow, type RequestRow, type Store } from "../store.js";

/** Opens a store kept in a JSON file, made on the first write. One process at a time. */
export async function fileStore(path: string): Promise<Store> {
  const saved = JSON.parse((await readIfThere(path)) ?? "{}");
  let queue = Promise.resolve();
  const save = () => (queue = queue.then(write, write));
  const requests = new MemoryShelf<RequestRow>(saved.requests, save);
  const codes = new MemoryShelf<CodeRow>(saved.codes, save);
  const grants = new MemoryShelf<GrantRow>(saved.grants, save);
  function write(): Promise<void> {
    const rows = { requests: requests.entries(), codes: codes.entries(), grants: grants.entries() };
    return replaceFile(path, JSON.stringify(rows));
  }
  return { requests, codes, grants };
}

/** The signing key in a file; made at the first start with mode 0600. */
export async function keyFile(path: string): Promise<PrivateJwk> {
  const saved = await readIfThere(path);
  if (saved !== undefined) return JSON.parse(saved);
  const key = await generateKey();
  await replaceFile(path, JSON.stringify(key));
  return key;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.new`;
  const file = await open(draft, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  await sync(dirname(path)); // or a power cut could bring back what was deleted
}

async function sync(folder: string): Promise<void> {
  const directory = await open(folder, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
