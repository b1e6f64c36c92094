import assert from "node:assert/strict";
import { watch } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, rmdir, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createRetailer } from "inkling-retailer";
import { fileStore, keyFile, vaultRoutes } from "inkling-retailer/node";
import { decodeJwt } from "jose";

import { answer, ASK, granted, groupsOf, openTestVault, pause, revocation, SESSION } from "./vault.js";

let dir, server, origin, retailer;
const clock = { get now() { return Date.now(); } };

before(async () => {
  dir = await mkdtemp(join(tmpdir(), "inkling-shop-"));
  server = createServer(async (request, response) => {
    if (!(await vaultRoutes(retailer)(request, response))) response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, "localhost", resolve));
  origin = `http://localhost:${server.address().port}`;
  retailer = createRetailer({ origin, signingKey: await keyFile(join(dir, "key.json")), store: await fileStore(join(dir, "store.json")) });
});
after(async () => {
  server.close();
  await rm(dir, { recursive: true });
});

test("the whole life of a grant over http", async () => {
  const vault = await openTestVault(clock);
  const ask = { ...ASK, terms: { ...ASK.terms, policy: `${origin}/privacy` } };
  const { requestUri } = await retailer.createRequest(ask, SESSION);
  const fetched = await fetch(requestUri, { method: "POST", body: new URLSearchParams({ wallet_nonce: "abc" }) });
  assert.equal(fetched.headers.get("content-type"), "application/oauth-authz-req+jwt");
  const request = decodeJwt(await fetched.text());
  assert.equal(request.wallet_nonce, "abc");

  const posted = await fetch(request.response_uri, { method: "POST", body: await answer(vault, request, groupsOf("films", "sizes")) });
  assert.equal(posted.status, 200);
  const { redirect_uri, grant_uri, grant_nonce } = await posted.json();
  const grant = await retailer.complete(new URL(redirect_uri).searchParams.get("response_code"), SESSION);

  const body = await answer(vault, request, groupsOf("films"), { version: 2, nonce: grant_nonce, update: true });
  const put = await fetch(grant_uri, { method: "PUT", body });
  assert.deepEqual([put.status, Object.keys(await put.json())], [200, ["grant_nonce"]]);

  const { tokens } = await retailer.grant(grant.handle);
  const verify = () => fetch(`${origin}/vault/verify`, { method: "POST", body: new URLSearchParams({ token: tokens.films }) });
  const read = () => fetch(grant_uri, { headers: { authorization: `Bearer ${tokens.films}` } });
  assert.deepEqual([(await verify()).status, (await read()).status, (await fetch(grant_uri)).status], [200, 200, 401]);

  const paused = await fetch(grant_uri, { method: "POST", headers: { "content-type": "application/SecEvent+JWT" }, body: await pause(vault, request, { version: 2 }) });
  assert.deepEqual([paused.status, await paused.json()], [200, {}]);
  assert.deepEqual([(await verify()).status, (await read()).status], [403, 403]);

  const event = await revocation(vault, request);
  const gone = await fetch(grant_uri, { method: "DELETE", headers: { "content-type": "application/secevent+jwt" }, body: event });
  assert.equal(decodeJwt((await gone.json()).ack).sub, vault.grantId);
  assert.deepEqual([(await verify()).status, (await read()).status, (await fetch(grant_uri)).status], [410, 410, 410]);
  assert.equal((await fetch(grant_uri, { method: "PUT", body })).status, 410);
});

test("a reopened file store remembers, and only its owner can read it", async () => {
  const path = join(dir, "again.json");
  const first = await fileStore(path);
  const grant = { state: "ended", grantId: "a", key: {}, by: "shop", deletedAt: 1 };
  await Promise.all([first.grants.add("one", grant, 10), first.grants.add("two", grant, 20)]);
  const second = await fileStore(path);
  await second.grants.sweep(10);
  assert.equal(await second.grants.get("one"), undefined);
  assert.deepEqual((await second.grants.get("two")).value, grant);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.equal((await stat(join(dir, "key.json"))).mode & 0o777, 0o600);
  assert.deepEqual((await readdir(dir)).filter((name) => name.endsWith(".new")), []);
});

/** A grant that was completed, in a file whose next writes can be made to fail: its draft cannot be opened. */
async function kept(name) {
  const path = join(dir, name);
  const context = await granted({ store: await fileStore(path) });
  const onDisk = async () => (await readFile(path, "utf8")).includes("thrillers");
  return { ...context, path, onDisk, breaks: () => mkdir(`${path}.new`), mends: () => rmdir(`${path}.new`) };
}

test("a deletion that did not reach the disk is not confirmed, however often it is asked for", async () => {
  const { retailer, vault, request, handle, path, onDisk, breaks, mends } = await kept("full.json");
  const event = await revocation(vault, request);
  await breaks();
  for (const _ of [1, 2]) await assert.rejects(retailer.revoke(handle, event), { code: "EISDIR" });
  const both = await Promise.allSettled([retailer.revoke(handle, event), retailer.revoke(handle, event)]);
  assert.deepEqual(both.map(({ status }) => status), ["rejected", "rejected"]);
  assert.deepEqual([await onDisk(), (await retailer.grant(handle)).state], [true, "live"], "memory and file are as they were");
  await mends();
  assert.ok((await retailer.revoke(handle, event)).ack);
  assert.equal(await onDisk(), false);
  assert.equal((await (await fileStore(path)).grants.get(handle)).value.state, "ended");
});

test("of two deletions at once neither is confirmed before the disk has the first, and both are of one date", async () => {
  const { retailer, vault, request, handle, onDisk } = await kept("twice.json");
  const event = await revocation(vault, request);
  const acks = await Promise.all([1, 2].map(async () => {
    const { ack } = await retailer.revoke(handle, event);
    return [decodeJwt(ack).deleted_at, await onDisk()];
  }));
  assert.deepEqual(acks, [[vault.seconds(), false], [vault.seconds(), false]]);
});

test("nothing is read that is not on the disk, and a failing write keeps nobody waiting", async () => {
  const { store, handle, breaks, mends, onDisk } = await kept("unseen.json");
  const { value, revision } = await store.grants.get(handle);
  const changing = store.grants.replace(handle, revision, { ...value, version: 2 }, 10);
  assert.equal((await store.grants.get(handle)).value.version, 1);
  assert.equal(await changing, true);
  assert.equal((await store.grants.get(handle)).value.version, 2);
  await breaks();
  const [failed, behind] = [store.grants.sweep(10), store.codes.add("code", { used: false }, 10)];
  await assert.rejects(failed, { code: "EISDIR" });
  await assert.rejects(behind, { code: "EISDIR" });
  assert.equal((await store.grants.get(handle)).value.version, 2);
  assert.equal(await store.codes.get("code"), undefined);
  await mends();
  await store.grants.sweep(10);
  assert.deepEqual([await store.grants.get(handle), await onDisk()], [undefined, false]);
});

test("half a write leaves no draft of personal things behind", async () => {
  const folder = join(dir, "taken");
  const store = await fileStore(folder);
  await mkdir(folder); // a draft cannot be renamed over it
  await assert.rejects(store.grants.add("one", { state: "live", details: "thrillers" }, 10));
  assert.deepEqual((await readdir(dir)).filter((name) => name.startsWith("taken")), ["taken"]);
});

test("what comes while a write goes on is written together", async () => {
  const path = join(dir, "many.json");
  const store = await fileStore(path);
  let writes = 0;
  const watcher = watch(dir, (what, name) => (writes += what === "rename" && name === "many.json" ? 1 : 0));
  const added = await Promise.all(Array.from({ length: 150 }, (_, at) => store.requests.add(`${at}`, { state: "waiting" }, 10)));
  assert.ok(added.every(Boolean));
  await new Promise((later) => setTimeout(later, 50));
  watcher.close();
  assert.ok(writes >= 1 && writes <= 2, `${writes} writes`);
  assert.equal(JSON.parse(await readFile(path, "utf8")).requests.length, 150);
});

test("a row changes only from the revision that was read", async () => {
  const { grants } = await fileStore(join(dir, "rows.json"));
  await grants.add("one", { n: 1 }, 10);
  assert.equal(await grants.add("one", { n: 9 }, 10), false);
  assert.equal(await grants.replace("one", 1, { n: 2 }, 10), true);
  assert.equal(await grants.replace("one", 1, { n: 3 }, 10), false);
  assert.deepEqual((await grants.get("one")).value, { n: 2 });
});

test("a pause that is not sent as an event is refused", async () => {
  const posted = await fetch(`${origin}/vault/g/${"A".repeat(22)}`, { method: "POST", body: new URLSearchParams({ event: "x" }) });
  assert.deepEqual([posted.status, await posted.json()], [400, { error: "malformed_event" }]);
});

test("a body that is too long, mistyped or sent with the wrong method is refused", async () => {
  const post = (body, headers) => fetch(`${origin}/vault/response`, { method: "POST", body, headers });
  const long = await post(new URLSearchParams({ response: "x".repeat(70_000) }));
  assert.deepEqual([long.status, long.headers.get("connection")], [413, "close"]);
  assert.equal((await post("{}", { "content-type": "application/json" })).status, 400);
  assert.equal((await fetch(`${origin}/vault/response`)).status, 405);
  assert.equal((await fetch(`${origin}/vault/request/${"A".repeat(22)}`)).status, 404);
  assert.equal((await fetch(`${origin}/elsewhere`)).status, 404);
});

test("a request line that is no address is somebody else's, not a crash", async () => {
  for (const line of ["GET //[ HTTP/1.1", "GET //:bad HTTP/1.1", "OPTIONS * HTTP/1.1", "GET http://[/ HTTP/1.1"]) {
    assert.match(await raw(`${line}\r\nHost: localhost\r\nConnection: close\r\n\r\n`), /^HTTP\/1\.1 40[04] /, line);
  }
});

function raw(text) {
  const { port } = server.address();
  return new Promise((resolve, reject) => {
    const socket = connect(port, "localhost", () => socket.end(text));
    let answered = "";
    socket.on("data", (chunk) => (answered += chunk)).on("end", () => resolve(answered)).on("error", reject);
  });
}

test("the did document is served where did:web looks", async () => {
  const document = await (await fetch(`${origin}/.well-known/did.json`)).json();
  assert.equal(document.id, `did:web:localhost%3A${new URL(origin).port}`);
  assert.deepEqual(document.authentication, [`${document.id}#sig-1`]);
});
