import { mockIPC } from '@tauri-apps/api/mocks';
import { describe, expect, it, vi } from 'vitest';

import * as api from '../src/api';
import { Decision } from '../src/consent/decision.svelte';
import { Longer } from '../src/consent/longer.svelte';
import { Flow } from '../src/screens/imports/flow.svelte';
import * as vault from './fixtures';

type Call = [command: string, args: unknown];

/** Answers commands from a table; returns what was called. */
function process(answers: Record<string, unknown>): Call[] {
  const calls: Call[] = [];
  mockIPC((command, args) => {
    calls.push([command, args]);
    const answer = answers[command];
    if (answer instanceof Function) return answer(args);
    return answer;
  });
  return calls;
}
const refuse = (code: string) => () => Promise.reject({ code });
const preview = { count: 2, details: vault.shared.slice(0, 2), instead: [], until: null, digest: 'seen' };

describe('a sharing request', () => {
  it('begins with the optional groups off and the first duration', async () => {
    process({ request: vault.request, preview });
    const decision = new Decision(20);
    await decision.load();
    expect([decision.on, decision.duration, decision.levels]).toEqual([['fit'], 'days30', {}]);
  });

  it('is approved with the digest of what was shown, once armed', async () => {
    vi.useFakeTimers();
    const calls = process({ request: vault.request, preview, approve: { grant: 1, delivered: true, return_to: null } });
    const decision = new Decision(20);
    await decision.load();
    await decision.share();
    expect(decision.outcome.name).toBe('open');

    vi.advanceTimersByTime(1000);
    await decision.share();

    expect(decision.outcome.name).toBe('shared');
    expect(calls.at(-1)).toEqual(['approve', { id: 20, choice: { groups: ['fit'], levels: {}, options: {}, duration: 'days30', accepted: [] }, digest: 'seen' }]);
    vi.useRealTimers();
  });

  it('shows the new values when they changed meanwhile, and shares nothing', async () => {
    vi.useFakeTimers();
    process({ request: vault.request, preview, approve: refuse('preview-changed') });
    const decision = new Decision(20);
    await decision.load();
    vi.advanceTimersByTime(1000);
    await decision.share();
    expect([decision.outcome.name, decision.failure, decision.preview?.digest]).toEqual(['open', 'preview-changed', 'seen']);
    vi.useRealTimers();
  });

  it('cannot be shared without what the shop needs', async () => {
    process({ request: vault.wary, preview });
    const decision = new Decision(22);
    await decision.load();
    decision.armed = true;
    expect([decision.blocked, decision.shareable]).toEqual([true, false]);
  });

  it('of a changed key needs its own yes, which goes with the choice', async () => {
    vi.useFakeTimers();
    const choices: unknown[] = [];
    const digest = ({ choice }: { choice: unknown }) => (choices.push(choice), { ...preview, digest: JSON.stringify(choice) });
    const calls = process({ request: { ...vault.request, cautions: ['key-changed'] }, preview: digest, approve: { grant: 1, delivered: true, return_to: null } });
    const decision = new Decision(20);
    await decision.load();
    vi.advanceTimersByTime(1000);
    expect(decision.shareable).toBe(false);

    decision.accept('key-changed', true);
    await vi.waitFor(() => expect(decision.shareable).toBe(true));
    await decision.share();

    const choice = { groups: ['fit'], levels: {}, options: {}, duration: 'days30', accepted: ['key-changed'] };
    expect(calls.at(-1)).toEqual(['approve', { id: 20, choice, digest: JSON.stringify(choice) }]);
    vi.useRealTimers();
  });
});

describe('a later end of a grant', () => {
  const extension = vault.extension;
  const agreed = { summary: vault.grants[0] };

  it('is agreed with the digest of what was shown, once armed', async () => {
    vi.useFakeTimers();
    const calls = process({ preview_extension: extension, extend: agreed });
    const longer = new Longer(12, extension.until);
    await longer.load();
    await longer.agree();
    expect(longer.outcome).toBe('open');

    vi.advanceTimersByTime(1000);
    await longer.agree();

    expect(longer.outcome).toBe('agreed');
    expect(calls.at(-1)).toEqual(['extend', { id: 12, until: extension.until, digest: 'seen' }]);
    vi.useRealTimers();
  });

  it('is shown anew when it is about something else by now, and nothing is agreed', async () => {
    vi.useFakeTimers();
    process({ preview_extension: extension, extend: refuse('preview-changed') });
    const longer = new Longer(12, extension.until);
    await longer.load();
    vi.advanceTimersByTime(1000);
    await longer.agree();
    expect([longer.outcome, longer.failure, longer.agreeable]).toEqual(['open', 'preview-changed', false]);
    vi.useRealTimers();
  });

  it('that cannot be shown cannot be agreed', async () => {
    const calls = process({ preview_extension: refuse('grant-ended') });
    const longer = new Longer(12, extension.until);
    await longer.load();
    longer.armed = true;
    await longer.agree();
    expect([longer.failure, calls.length]).toEqual(['grant-ended', 1]);
  });

  it('is declined without a trace', async () => {
    const calls = process({ preview_extension: extension, decline_extension: null });
    const longer = new Longer(12, extension.until);
    await longer.load();
    await longer.decline();
    expect([longer.outcome, calls.at(-1)]).toEqual(['declined', ['decline_extension', { id: 12, until: extension.until }]]);
  });
});

describe('an import', () => {
  it('waits for its answers', async () => {
    process({ examine: vault.importPreview });
    const flow = new Flow();
    await flow.examine(['/x.zip']);
    expect(flow.answered).toBe(false);
    flow.mine = ['Alex'];
    flow.order = 'day-first';
    expect(flow.answered).toBe(true);
  });

  it('passes the answers on and ends with the result', async () => {
    const done = { added: 3, already_here: 0, bought: false, skipped: [], refused: [], suggested: 1 };
    const calls = process({ examine: { ...vault.importPreview, date_questions: [] }, import_start: null, import_progress: { rows: 3, of: 3, done, failed: null } });
    const flow = new Flow();
    await flow.examine(['/x.zip']);
    flow.mine = ['Alex'];
    await flow.start();
    expect(flow.step).toEqual({ name: 'done', done });
    expect(calls).toContainEqual(['import_start', { paths: ['/x.zip'], answers: { people: ['Alex'], sites: [], date_order: null, columns: [] } }]);
  });

  it('of a table passes on what its columns are, and needs a date for what was bought', async () => {
    const calls = process({ examine: vault.tablePreview, import_start: null, import_progress: { rows: 0, of: 0, done: null, failed: 'internal' } });
    const flow = new Flow();
    await flow.examine(['/b.csv']);
    const [guess] = flow.columns;
    expect(flow.answered).toBe(true);
    flow.columns = [{ ...guess!, date: null }];
    expect(flow.answered).toBe(false);
    flow.columns = [{ ...guess!, item: 0 }];
    await flow.start();
    expect(calls).toContainEqual(['import_start', { paths: ['/b.csv'], answers: { people: [], sites: [], date_order: null, columns: [{ ...guess, item: 0 }] } }]);
  });

  it('that fails says why', async () => {
    process({ examine: refuse('unknown-file') });
    const flow = new Flow();
    await flow.examine(['/x.txt']);
    expect(flow.step).toEqual({ name: 'failed', code: 'unknown-file' });
  });
});

describe('failures', () => {
  it.each([[{ code: 'locked' }, 'locked'], ['text', 'internal'], [null, 'internal'], [new Error('x'), 'internal']])('%j is read as %s', (failure, code) => {
    expect(api.codeOf(failure)).toBe(code);
  });
});
