/** The fetch for mailboxes: where it goes, and where it never goes. */
import assert from "node:assert/strict";
import { pbkdf2 } from "node:crypto";
import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { mailboxFetch } from "inkling-retailer/node";
import { isPublic } from "../dist/node/mailbox-fetch.js";

const refused = (code) => ({ name: "InklingError", code });
const PAGES = {
  "/found": (response) => response.writeHead(200, { etag: '"one"' }).end("sealed"),
  "/unnamed": (response) => response.end("sealed"),
  "/gone": (response) => response.writeHead(410).end("x"),
  "/moved": (response) => response.writeHead(302, { location: "/found" }).end(),
  "/forbidden": (response) => response.writeHead(403).end(),
  "/broken": (response) => response.writeHead(500).end(),
  "/large": (response) => response.end("x".repeat(64 * 1024 + 1)),
  "/endless": (response) => { response.write("x"); },
  "/cut": (response) => { response.writeHead(200, { "content-length": "9" }); response.write("x", () => response.destroy()); },
};
let server, at, heard;

before(async () => {
  server = createServer((request, response) => {
    heard = request;
    if (request.headers["if-none-match"] === '"one"') return response.writeHead(304).end();
    (PAGES[request.url] ?? ((other) => other.writeHead(404).end()))(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  at = (path) => `http://127.0.0.1:${server.address().port}${path}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const here = mailboxFetch({ loopback: true, patience: 500 });

test("what is there comes with its name, and unchanged the next time", async () => {
  assert.deepEqual(await here(at("/found")), { state: "found", body: "sealed", etag: '"one"' });
  assert.deepEqual(await here(at("/found"), '"one"'), { state: "unchanged" });
  assert.deepEqual(await here(at("/unnamed")), { state: "found", body: "sealed", etag: undefined });
});

test("what is not there is gone", async () => {
  assert.deepEqual(await here(at("/nothing")), { state: "gone" });
  assert.deepEqual(await here(at("/gone")), { state: "gone" });
});

test("nothing is sent but the question", async () => {
  await here(at("/found"));
  assert.deepEqual(Object.keys(heard.headers).sort(), ["accept", "accept-encoding", "connection", "host"]);
  assert.equal(heard.headers["accept-encoding"], "identity");
  assert.equal(heard.headers.accept, "application/statuslist+jwt, application/jose");
});

test("a redirect is not followed, and a refusal is not an end", async () => {
  for (const path of ["/moved", "/forbidden", "/broken", "/cut"]) await assert.rejects(here(at(path)), refused("mailbox_unreachable"), path);
});

test("what is too long or too slow is left", async () => {
  await assert.rejects(here(at("/large")), refused("too_large"));
  await assert.rejects(here(at("/endless")), refused("mailbox_unreachable"));
});

test("a mailbox that is not there is unreachable", async () => {
  await assert.rejects(mailboxFetch()("https://nowhere.invalid/m/1"), refused("mailbox_unreachable"));
});

const UNSAFE = [
  "http://mailbox.example/m/1", "http://localhost/m/1", "https://127.0.0.1/m/1", "https://[::1]/m/1", "https://10.0.0.1/m/1",
  "https://169.254.169.254/latest/meta-data", "https://[fd00::1]/m/1", "https://[::ffff:10.0.0.1]/m/1", "https://2130706433/m/1",
  "https://0x7f.1/m/1", "https://localhost/m/1", "https://localhost./m/1", "https://shop.localhost/m/1", "ftp://mailbox.example/m/1", "file:///etc/passwd", "no address",
];
for (const address of UNSAFE) {
  test(`nothing is asked of ${address}`, () => assert.rejects(mailboxFetch()(address), refused("unsafe_address")));
}

test("a name that leads to this computer is not connected to", async () => {
  heard = undefined;
  await assert.rejects(mailboxFetch()(at("/found").replace("http://127.0.0.1", "https://localhost")), refused("unsafe_address"));
  assert.equal(heard, undefined);
});

/** A name server of the tests: `says(name, family)` gives addresses, or undefined to keep silent. */
async function openNameServer(says) {
  const socket = createSocket("udp4");
  const asked = [];
  socket.on("message", (question, from) => {
    const labels = [];
    let at = 12;
    for (; question[at] > 0; at += question[at] + 1) labels.push(question.toString("latin1", at + 1, at + 1 + question[at]));
    const family = question.readUInt16BE(at + 1) === 1 ? 4 : 6;
    asked.push(`${labels.join(".")} ${family}`);
    const addresses = says(labels.join("."), family);
    if (addresses === undefined) return;
    const head = Buffer.from(question.subarray(0, at + 5));
    head.writeUInt16BE(0x8180, 2);
    head.writeUInt16BE(addresses.length, 6);
    head.writeUInt16BE(0, 10);
    const records = addresses.map((address) => {
      const data = family === 4 ? Buffer.from(address.split(".").map(Number)) : Buffer.from(address, "hex");
      return Buffer.concat([Buffer.from([0xc0, 12, 0, family === 4 ? 1 : 28, 0, 1, 0, 0, 0, 60, 0, data.length]), data]);
    });
    socket.send(Buffer.concat([head, ...records]), from.port, from.address);
  });
  await new Promise((bound) => socket.bind(0, "127.0.0.1", bound));
  return { asked, nameServers: [`127.0.0.1:${socket.address().port}`], close: () => socket.close() };
}

test("name servers that never answer hold up no other mailbox, nor the shop's own names", async () => {
  const silent = await openNameServer(() => undefined);
  const fetch = mailboxFetch({ patience: 4000, nameServers: silent.nameServers });
  const given = [...Array(12).keys()].map((at) => fetch(`https://mailbox-${at}.example/m/1`).then(() => "found", ({ code }) => code));
  await new Promise((later) => setTimeout(later, 100));
  const began = performance.now();
  assert.equal((await here(at("/found").replace("127.0.0.1", "localhost"))).state, "found");
  await lookup("localhost");
  await new Promise((done) => pbkdf2("a", "b", 1, 32, "sha256", done)); // the threads that are everybody's
  assert.ok(performance.now() - began < 1000, "nothing waited");
  assert.equal(new Set(silent.asked).size, 24, "each name was asked for, by both families");
  assert.deepEqual(new Set(await Promise.all(given)), new Set(["mailbox_unreachable"]));
  silent.close();
});

test("a fetch that is given up asks no more", async () => {
  const silent = await openNameServer(() => undefined);
  const end = new AbortController();
  const fetch = mailboxFetch({ signal: end.signal, nameServers: silent.nameServers });
  const began = performance.now();
  setTimeout(() => end.abort(), 50);
  await assert.rejects(fetch("https://mailbox.example/m/1"), refused("mailbox_unreachable"));
  await assert.rejects(fetch("https://mailbox.example/m/1"), refused("mailbox_unreachable"));
  assert.ok(performance.now() - began < 1000);
  silent.close();
});

test("one end for several fetches is the end of all", async () => {
  const fetch = mailboxFetch({ loopback: true, signal: AbortSignal.timeout(200) });
  assert.equal((await fetch(at("/found"))).state, "found");
  const began = performance.now();
  for (const _ of [1, 2, 3]) await assert.rejects(fetch(at("/endless")), refused("mailbox_unreachable"));
  assert.ok(performance.now() - began < 1000);
});

const INWARD = {
  "an address inside": { 4: ["10.0.0.1"], 6: [] },
  "this computer": { 4: ["127.0.0.1"], 6: [] },
  "one address inside beside a public one": { 4: ["93.184.215.14", "192.168.1.1"], 6: [] },
  "a private address of the other family": { 4: ["93.184.215.14"], 6: ["fd000000000000000000000000000001"] },
};
for (const [sentence, says] of Object.entries(INWARD)) {
  test(`a name that leads to ${sentence} is not connected to`, async () => {
    const names = await openNameServer((_, family) => says[family]);
    heard = undefined;
    const { port } = server.address();
    await assert.rejects(mailboxFetch({ nameServers: names.nameServers })(`https://mailbox.example:${port}/m/1`), refused("unsafe_address"));
    assert.deepEqual([heard, names.asked.sort()], [undefined, ["mailbox.example 4", "mailbox.example 6"]], "asked once, and no more");
    names.close();
  });
}

test("a name without an address is nowhere", async () => {
  const names = await openNameServer(() => []);
  await assert.rejects(mailboxFetch({ nameServers: names.nameServers })("https://mailbox.example/m/1"), refused("mailbox_unreachable"));
  names.close();
});

test("trying out opens this computer and nothing else", async () => {
  for (const address of ["http://10.0.0.1/m/1", "https://10.0.0.1/m/1", "http://mailbox.example/m/1"]) {
    await assert.rejects(here(address), refused("unsafe_address"), address);
  }
});

test("public is what the registries call globally reachable", () => {
  const open = ["93.184.215.14", "100.63.255.255", "172.32.0.1", "198.20.0.1", "2a00:1450:4001::200e", "2001:4860::8888"];
  const inside = [
    "127.0.0.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.2.1",
    "192.88.99.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:93.184.215.14", "64:ff9b::a00:1", "2001::1", "2001:db8::1", "2002:a00:1::", "3fff::1", "localhost", "",
  ];
  assert.deepEqual(open.filter((address) => !isPublic(address)), []);
  assert.deepEqual(inside.filter(isPublic), []);
});
