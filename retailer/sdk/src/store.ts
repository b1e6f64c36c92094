/**
 * What has to be remembered between two messages, and the small interface a shop's own database implements.
 *
 * Invariant: a row changes only from a revision the writer has read, so two messages at once cannot both win.
 */
import type { Ask } from "./terms.js";
import type { PrivateJwk, PublicJwk } from "./jose.js";
import type { StatusReference } from "./status.js";

/** A row with the revision it was read at. */
export interface Versioned<T> {
  value: T;
  revision: number;
}

/**
 * One table of a shop's database: an id, a JSON value, a revision and the moment it may be forgotten. A change that is answered is
 * there to stay, and nothing is read that is not: customers are given a signed date for what was deleted. A change that fails left
 * everything as it was, and throws.
 */
export interface Shelf<T> {
  get(id: string): Promise<Versioned<T> | undefined>;
  /** False when the id exists already. */
  add(id: string, value: T, until: number): Promise<boolean>;
  /** False unless the row still has this revision. */
  replace(id: string, revision: number, value: T, until: number): Promise<boolean>;
  /** Forgets every row whose `until` (milliseconds since 1970) has passed. */
  sweep(now: number): Promise<void>;
}

/** The three shelves of a shop. */
export interface Store {
  requests: Shelf<RequestRow>;
  codes: Shelf<CodeRow>;
  grants: Shelf<GrantRow>;
}

/** A request on its way. */
export interface RequestRow {
  state: "waiting" | "answered" | "declined";
  nonce: string;
  /** What the vault says back as its `state`: it begins with the request's id, and only who read the request knows the rest. */
  echo: string;
  ask: Ask;
  transactionData: string;
  /** Present while waiting; moves to the grant afterwards. */
  encryptionKey?: PrivateJwk;
  /** The grant that came of it. */
  handle?: string;
  /** Hash of the browser session that may complete it. */
  session: string;
  expiresAt: number;
}

/** A one-time way back for the browser. */
export interface CodeRow {
  handle: string;
  session: string;
  used: boolean;
  expiresAt: number;
}

/** What both sides agreed on and what the next message needs, while a grant lives or is paused. */
export interface Agreement {
  grantId: string;
  key: PublicJwk;
  /** The highest version that was accepted. */
  version: number;
  ask: Ask;
  termsHash: string;
  /** The nonce of the request: what a presentation in the vault's mailbox answers. */
  requestNonce: string;
  /** Changes are sealed to the key of the first request. */
  encryptionKey: PrivateJwk;
  encryptionKeyId: string;
  /** The nonce the next change answers, and the one before it in case the last answer was lost. */
  nonce: string;
  previousNonce?: string | undefined;
  /** Where the vault publishes whether the tokens still stand. */
  status?: StatusReference | undefined;
  /** Where the vault publishes the newest tokens, sealed. */
  mailbox?: string | undefined;
  /** Until when the vault's last word about the status is good; then its list has to be read again. */
  confirmedUntil?: number | undefined;
  /** The date of the newest status list that was read, in seconds since 1970: an older one is not believed any more. */
  listedAt?: number | undefined;
  /** The highest version there is, by the newest list that said "valid": what is held with a lower one was replaced. */
  issued?: number | undefined;
  /** How often in a row the mailbox could not be read. */
  failures?: number | undefined;
  /** It is not asked again before this. */
  nextAskAt?: number | undefined;
  /** The date of the newest pause that was taken, by the vault's clock. */
  pauseSignedAt?: number | undefined;
  grantedAt: number;
  /** The end of the tokens: the grant's own, or sooner when the vault does not renew them. */
  keepUntil: number;
  /** Until when the browser may come back with its code; absent once it has. */
  completeBy?: number | undefined;
  /** The one code that completes it; every other one is a former one. */
  code?: string | undefined;
}

/** What the shop holds while a grant lives. */
export interface LiveGrant extends Agreement {
  state: "live";
  /** Presentations as received, by group. */
  tokens: { [group: string]: string };
  /** Detail key to value. */
  details: { [key: string]: unknown };
  updatedAt: number;
  /** When the vault bound what is held to this shop, by the vault's clock: an older pause is not about it. */
  boundAt: number;
  /** The mailbox's name for what was last fetched from it. */
  etag?: string | undefined;
}

/** A grant the customer paused: no detail and no token, only what it takes to go on. */
export interface PausedGrant extends Agreement {
  state: "paused";
  pausedAt: number;
  /** When the customer means to go on, if they said so. */
  until?: number | undefined;
  /** The lowest version that ends the pause. */
  resumesAt: number;
}

/** What remains of a grant: enough to refuse it and to confirm the deletion again, nothing about the customer. */
export interface EndedGrant {
  state: "ended";
  grantId: string;
  key: PublicJwk;
  by: "customer" | "shop";
  deletedAt: number;
}

export type GrantRow = LiveGrant | PausedGrant | EndedGrant;

/** A row as it is kept. */
export interface Row<T> extends Versioned<T> {
  until: number;
}

/** A change of rows, which says whether it changed any. */
export type Change<T> = (rows: Map<string, Row<T>>) => boolean;

/** A shelf in memory. Values are copied in and out, as a database would. */
export class MemoryShelf<T> implements Shelf<T> {
  /** The rows as anybody may see them. */
  protected rows: Map<string, Row<T>>;

  constructor(rows: Iterable<[string, Row<T>]> = []) {
    this.rows = new Map(rows);
  }

  async get(id: string): Promise<Versioned<T> | undefined> {
    const row = this.rows.get(id);
    return row && { value: structuredClone(row.value), revision: row.revision };
  }

  async add(id: string, value: T, until: number): Promise<boolean> {
    const row = { value: structuredClone(value), revision: 1, until };
    return this.change((rows) => !rows.has(id) && Boolean(rows.set(id, row)));
  }

  async replace(id: string, revision: number, value: T, until: number): Promise<boolean> {
    const row = { value: structuredClone(value), revision: revision + 1, until };
    return this.change((rows) => rows.get(id)?.revision === revision && Boolean(rows.set(id, row)));
  }

  async sweep(now: number): Promise<void> {
    await this.change((rows) => {
      const old = [...rows].filter(([, row]) => row.until <= now);
      for (const [id] of old) rows.delete(id);
      return old.length > 0;
    });
  }

  /** Every row, for saving. */
  entries(): Array<[string, Row<T>]> {
    return [...this.rows];
  }

  /** Changes the rows; a shelf that keeps them elsewhere answers when they are there. */
  protected async change(change: Change<T>): Promise<boolean> {
    return change(this.rows);
  }
}

/** A store that forgets everything when the process ends: for tests and trying out. */
export function memoryStore(): Store {
  return { requests: new MemoryShelf(), codes: new MemoryShelf(), grants: new MemoryShelf() };
}
