/**
 * A store in one JSON file, and a signing key in another: enough for one process and a small shop.
 *
 * Invariant: a file is replaced as a whole or not at all, for good before anybody is told or can see it, and only its owner can read
 * it.
 */
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

import { generateKey, type PrivateJwk } from "../jose.js";
import { MemoryShelf, type Change, type CodeRow, type GrantRow, type RequestRow, type Row, type Store } from "../store.js";

/** Opens a store kept in a JSON file, made on the first write. One process at a time. */
export async function fileStore(path: string): Promise<Store> {
  const saved = JSON.parse((await readIfThere(path)) ?? "{}");
  const write = () => replaceFile(path, JSON.stringify({ requests: requests.drafted(), codes: codes.drafted(), grants: grants.drafted() }));
  const save = batched(write, () => [requests, codes, grants]);
  const requests = new FileShelf<RequestRow>(saved.requests, save);
  const codes = new FileShelf<CodeRow>(saved.codes, save);
  const grants = new FileShelf<GrantRow>(saved.grants, save);
  return { requests, codes, grants };
}

/** Waits for its turn, makes a change of a draft, and answers what it said once the drafts are in the file. */
type Save = (change: () => boolean) => Promise<boolean>;

/** A shelf of the file. Changes are made to a draft, which nobody sees before it is in the file. */
class FileShelf<T> extends MemoryShelf<T> {
  readonly #save: Save;
  #draft: Map<string, Row<T>> | undefined;

  constructor(rows: Iterable<[string, Row<T>]> | undefined, save: Save) {
    super(rows);
    this.#save = save;
  }

  protected override change(change: Change<T>): Promise<boolean> {
    return this.#save(() => change((this.#draft ??= new Map(this.rows))));
  }

  /** Every row as it is to be. */
  drafted(): Array<[string, Row<T>]> {
    return [...(this.#draft ?? this.rows)];
  }

  /** The draft is in the file, or is given up. */
  settle(written: boolean): void {
    if (written) this.rows = this.#draft ?? this.rows;
    this.#draft = undefined;
  }
}

interface Waiting {
  change: () => boolean;
  resolve: (changed: boolean) => void;
  reject: (error: unknown) => void;
}

/** One write at a time, of everything that came while the last one went on: all of it is told the same, that it is there or is not. */
function batched(write: () => Promise<void>, shelves: () => Array<FileShelf<unknown>>): Save {
  let waiting: Waiting[] = [];
  let busy = false;

  async function work(): Promise<void> {
    busy = true;
    await undefined; // what is asked for in the same breath is one batch
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        const answers = batch.map(({ change }) => change());
        if (answers.includes(true)) await write();
        for (const shelf of shelves()) shelf.settle(true);
        batch.forEach(({ resolve }, at) => resolve(answers[at] === true));
      } catch (error) {
        for (const shelf of shelves()) shelf.settle(false);
        for (const { reject } of batch) reject(error);
      }
    }
    busy = false;
  }

  return (change) =>
    new Promise((resolve, reject) => {
      waiting.push({ change, resolve, reject });
      if (!busy) void work();
    });
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
  try {
    await writeDurably(draft, text);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {}); // half a copy of what is to be deleted some day
    throw error;
  }
  await sync(dirname(path)); // or a power cut could bring back what was deleted
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function sync(folder: string): Promise<void> {
  const directory = await open(folder, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
