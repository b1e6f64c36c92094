/** Rules that a compiler does not check: no raw markup, no inline style, no other door to the process, no long component. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');
const longest = 130;

const bans = [
  { what: /\{@html/, why: 'raw markup is never written' },
  { what: /\s(style|on[a-z]+)="/, why: 'the policy forbids inline style and inline handlers' },
  { what: /\.(innerHTML|outerHTML|insertAdjacentHTML)\b/, why: 'Trusted Types forbid it' },
  { what: /\beval\(|new Function\(/, why: 'the policy forbids it' },
  { what: /https?:\/\/(?!www\.w3\.org|[\w.-]+\.example\b)/, why: 'nothing is loaded from elsewhere' },
  { what: /@tauri-apps\/api/, why: 'only src/api.ts speaks to the process', except: 'src/api.ts' },
  { what: /\b(claims?|RP|scopes?(?!=)|DCQL)\b/, why: 'not a word for people', only: /^src\/(copy|screens|consent|unlock|parts)\// },
];

const files = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(svelte|ts|css)$/.test(entry.name))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)))
  .filter((path) => !path.startsWith('src/generated/'));

const faults = files.flatMap((path) => {
  const lines = readFileSync(join(root, path), 'utf8').split('\n');
  const banned = lines.flatMap((line, i) =>
    bans
      .filter((ban) => ban.what.test(line) && ban.except !== path && (!ban.only || ban.only.test(path)))
      .map((ban) => `${path}:${i + 1}: ${ban.why}`),
  );
  const long = path.endsWith('.svelte') && lines.length > longest ? [`${path}: ${lines.length} lines, at most ${longest}`] : [];
  return [...banned, ...long];
});

for (const fault of faults) console.error(fault);
console.log(`tidy: ${files.length} files, ${faults.length} faults`);
process.exitCode = faults.length > 0 ? 1 : 0;
