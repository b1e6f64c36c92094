// Looks for words that must not stand in any file.
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

const CHUNK = 1 << 20;

/** The files below `folder` that contain one of `words`, in UTF-8 or UTF-16, each with the word. */
export function spotted(folder, words) {
  const needles = words.flatMap((word) => [Buffer.from(word, 'utf8'), Buffer.from(word, 'utf16le')].map((bytes) => ({ word, bytes })));
  const longest = Math.max(...needles.map(({ bytes }) => bytes.length));
  return files(folder).flatMap((file) => needles
    .filter(({ bytes }) => contains(file, bytes, longest))
    .map(({ word }) => ({ file, word })));
}

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path);
    return entry.isFile() ? [path] : [];
  });
}

function contains(file, bytes, longest) {
  const size = statSync(file).size;
  const buffer = Buffer.alloc(CHUNK + longest);
  const handle = openSync(file, 'r');
  try {
    for (let at = 0; at < size; at += CHUNK) {
      const read = readSync(handle, buffer, 0, CHUNK + longest, at);
      if (buffer.subarray(0, read).includes(bytes)) return true;
    }
    return false;
  } finally {
    closeSync(handle);
  }
}
