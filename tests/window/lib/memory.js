// Looks for words in the memory of running programs. Only root may read that of a window, so this file is also a program.
import { execFile } from 'node:child_process';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PAGE = 4096;
const CHUNK = 4096 * PAGE;
const HERE = fileURLToPath(import.meta.url);
/** As C, GTK and JavaScript keep text. */
const ENCODINGS = {
  'utf-8': (word) => Buffer.from(word, 'utf8'),
  'utf-16': (word) => Buffer.from(word, 'utf16le'),
  'utf-32': (word) => Buffer.from([...word].flatMap((letter) => [letter.codePointAt(0) & 0xff, letter.codePointAt(0) >> 8, 0, 0])),
};

/** Which of the words stand in the memory of which process: `{ pid, word, encoding }` each. */
export async function remembered(pids, words) {
  const asRoot = process.getuid() === 0 ? [] : ['sudo', '-n'];
  const [program, ...rest] = [...asRoot, process.execPath, HERE, JSON.stringify({ pids, words })];
  const { stdout } = await promisify(execFile)(program, rest, { maxBuffer: 1 << 26 });
  return JSON.parse(stdout);
}

/** A process that has ended meanwhile remembers nothing. */
function search(pid, words) {
  try {
    return searchLiving(pid, words);
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return [];
    throw error;
  }
}

function searchLiving(pid, words) {
  const needles = words.flatMap((word) => Object.entries(ENCODINGS).map(([encoding, bytes]) => ({ word, encoding, bytes: bytes(word) })));
  const longest = Math.max(...needles.map(({ bytes }) => bytes.length));
  const found = new Set();
  const [memory, present] = ['mem', 'pagemap'].map((file) => openSync(`/proc/${pid}/${file}`, 'r'));
  for (const { from, pages } of regions(pid)) {
    let tail = Buffer.alloc(0);
    for (let first = 0; first < pages; first += CHUNK / PAGE) {
      const bytes = read(memory, present, from + first * PAGE, Math.min(CHUNK / PAGE, pages - first));
      const here = Buffer.concat([tail, bytes]);
      for (const needle of needles) if (here.includes(needle.bytes)) found.add(needle);
      tail = here.subarray(Math.max(0, here.length - longest));
    }
  }
  for (const file of [memory, present]) closeSync(file);
  return [...found].map(({ word, encoding }) => ({ pid, word, encoding }));
}

/** Where a process has something in memory of its own. */
function regions(pid) {
  const all = readFileSync(`/proc/${pid}/smaps`, 'utf8').split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
  return all.filter((region) => /^\S+ r/.test(region) && !/^Rss:\s+0 kB/m.test(region)).map((region) => {
    const [from, to] = region.split(' ', 1)[0].split('-').map((address) => Number.parseInt(address, 16));
    return { from, pages: (to - from) / PAGE };
  });
}

/** The pages that are there, one behind the other: to touch those that are not would make them. */
function read(memory, present, from, pages) {
  const entries = Buffer.alloc(pages * 8);
  readSync(present, entries, 0, entries.length, (from / PAGE) * 8);
  const parts = [];
  for (let page = 0; page < pages; page += 1) {
    if (!(entries[page * 8 + 7] & 0x80)) continue;
    const bytes = Buffer.alloc(PAGE);
    try {
      readSync(memory, bytes, 0, PAGE, from + page * PAGE);
      parts.push(bytes);
    } catch (error) {
      // What the kernel or a driver maps can be in memory and not be read.
      if (error.code !== 'EIO' && error.code !== 'EFAULT') throw error;
    }
  }
  return Buffer.concat(parts);
}

if (process.argv[1] === HERE) {
  const { pids, words } = JSON.parse(process.argv[2]);
  process.stdout.write(JSON.stringify(pids.flatMap((pid) => search(pid, words))));
}
