// Closes a window as the frame around it does: the one message of the X protocol that no tool here sends.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { promisify } from 'node:util';

const [INTERN_ATOM, SEND_EVENT, CLIENT_MESSAGE] = [16, 25, 33];

/** Asks the window with this title to close. */
export async function closeWindow(title) {
  const { stdout } = await promisify(execFile)('xwininfo', ['-root', '-tree']);
  const window = Number(new RegExp(`(0x[0-9a-f]+) "${title}":`).exec(stdout)?.[1]);
  if (!window) throw new Error(`there is no window ${title}`);
  const socket = connect(`/tmp/.X11-unix/X${/:(\d+)/.exec(process.env.DISPLAY)[1]}`);
  await once(socket, 'connect');
  await answer(socket, hello());
  const protocols = await atom(socket, 'WM_PROTOCOLS');
  const close = await atom(socket, 'WM_DELETE_WINDOW');
  const event = Buffer.alloc(44);
  event.writeUInt8(SEND_EVENT, 0);
  event.writeUInt16LE(11, 2);
  event.writeUInt32LE(window, 4);
  event.writeUInt8(CLIENT_MESSAGE, 12);
  event.writeUInt8(32, 13);
  event.writeUInt32LE(window, 16);
  event.writeUInt32LE(protocols, 20);
  event.writeUInt32LE(close, 24);
  socket.end(event);
  await once(socket, 'close');
}

async function answer(socket, question) {
  socket.write(question);
  const [bytes] = await once(socket, 'data');
  return bytes;
}

async function atom(socket, name) {
  const padded = Math.ceil(name.length / 4) * 4;
  const question = Buffer.alloc(8 + padded);
  question.writeUInt8(INTERN_ATOM, 0);
  question.writeUInt16LE(2 + padded / 4, 2);
  question.writeUInt16LE(name.length, 4);
  question.write(name, 8);
  return (await answer(socket, question)).readUInt32LE(8);
}

/** The first message, with the display's cookie. */
function hello() {
  const [name, cookie] = credentials();
  const padded = (bytes) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  const head = Buffer.alloc(12);
  head.write('l', 0);
  head.writeUInt16LE(11, 2);
  head.writeUInt16LE(name.length, 6);
  head.writeUInt16LE(cookie.length, 8);
  return Buffer.concat([head, padded(name), padded(cookie)]);
}

/** Name and cookie of the first entry; the display of a test has one. */
function credentials() {
  const file = readFileSync(process.env.XAUTHORITY);
  let at = 2;
  const fields = Array.from({ length: 4 }, () => {
    const length = file.readUInt16BE(at);
    at += 2 + length;
    return file.subarray(at - length, at);
  });
  return [fields[2], fields[3]];
}
