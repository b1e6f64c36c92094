// What the system knows about running programs.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const read = (pid, file) => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
};
const status = (pid, field) => new RegExp(`^${field}:\\s*(\\S+)`, 'm').exec(read(pid, 'status'))?.[1];
/** What its descriptors lead to; a process that has ended has none. */
const files = (pid) => {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
  } catch {
    return [];
  }
};
const all = () => readdirSync('/proc').filter((name) => /^\d+$/.test(name));

/** A process and everything it started. */
export function family(pid) {
  const children = all().filter((other) => status(other, 'PPid') === String(pid));
  return [{ pid: String(pid), name: status(pid, 'Name') }, ...children.flatMap(family)];
}

/** The processes of this family in which pages run. */
export function pageProcesses(pid) {
  // The system keeps fifteen letters of a name.
  return family(pid).filter(({ name }) => name === 'WebKitWebProces').map((page) => page.pid);
}

/** The variables a process was started with. */
export function variables(pid) {
  return Object.fromEntries(read(pid, 'environ').split('\0').filter(Boolean).map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

/** Whether a process is confined: a filter on its system calls, and no way to more rights. */
export function isConfined(pid) {
  return status(pid, 'Seccomp') === '2' && status(pid, 'NoNewPrivs') === '1';
}

/** Whether a process could leave a core dump. */
export function mayDump(pid) {
  return !/^Max core file size\s+0\s+0\s/m.test(read(pid, 'limits'));
}

/** The addresses a process listens at. */
export function listening(pid) {
  const inodes = new Set();
  for (const file of files(pid)) inodes.add(/^socket:\[(\d+)\]$/.exec(file)?.[1]);
  const lines = ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((table) => read(pid, `net/${table}`).trim().split('\n').slice(1));
  const sockets = lines.map((line) => line.trim().split(/\s+/)).map((columns) => ({ address: columns[1], state: columns[3], inode: columns[9] }));
  // 0A: a TCP socket that listens. 07: a UDP socket that is open to anybody.
  return sockets.filter(({ state, inode }) => ['0A', '07'].includes(state) && inodes.has(inode)).map(({ address }) => address);
}
