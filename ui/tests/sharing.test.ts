import { mockIPC } from '@tauri-apps/api/mocks';
import { describe, expect, it, vi } from 'vitest';

import { Decision } from '../src/consent/decision.svelte';
import { detailsOf, isReady, isSelectable, lackOf, nameOf } from '../src/consent/groups';
import type { Grant } from '../src/generated/Grant';
import type { Request } from '../src/generated/Request';
import { MailboxForm } from '../src/screens/settings/form.svelte';
import { Change } from '../src/screens/shops/change.svelte';
import { isChangeable, isInDoubt, isUndelivered, knows, runsOut, stateChip } from '../src/screens/shops/state';
import * as vault from './fixtures';

/** A decision on a request, with a process that previews whatever it is asked for; returns what was asked. */
async function deciding(request: Request, answer: () => unknown = () => ({ count: 1, details: [], instead: [], until: null, digest: 'seen' })) {
  const choices: unknown[] = [];
  mockIPC((command, args) => {
    if (command === 'preview') choices.push((args as { choice: unknown }).choice);
    return command === 'preview' ? answer() : command === 'request' ? request : undefined;
  });
  const decision = new Decision(request.summary.id);
  await decision.load();
  return { decision, choices };
}
const [taste, , size, extra] = vault.choosy.groups as [Request['groups'][0], unknown, Request['groups'][0], Request['groups'][0]];

describe('a group that leaves a choice', () => {
  it('offers only options whose every detail has a value, and says what the others lack', () => {
    expect(taste.options.map((_, i) => isSelectable(taste, i))).toEqual([false, true, true]);
    expect([lackOf(taste, 0), lackOf(taste, 1)]).toEqual(['Usual spend: This is only suggested.', undefined]);
  });

  it('is named by all it could be', () => {
    expect(nameOf(taste)).toMatch(/^Book genres and Usual spend, Film genres,? or Book genres and Colours you like$/);
  });

  it('shows the details of the chosen option alone', () => {
    expect(detailsOf(taste, 2).map((detail) => detail.key)).toEqual(['interests.media.books', 'style.colours.liked']);
  });

  it('sends the option that was chosen, and levels only of its details', async () => {
    const { decision, choices } = await deciding(vault.choosy);
    expect(choices.at(-1)).toEqual({ groups: ['taste', 'spend'], levels: {}, options: {}, duration: 'days30', accepted: [] });

    decision.pick(detailsOf(taste, 2)[1]!, 'bucket');
    expect(choices.at(-1)).toMatchObject({ levels: {} });
    decision.choose(taste, 2);
    expect(choices.at(-1)).toMatchObject({ levels: { 'style.colours.liked': 'bucket' }, options: { taste: 2 } });
  });

  it('says nothing about a group that is off', async () => {
    const { decision, choices } = await deciding(vault.choosy);
    decision.choose(extra, 1);
    expect(choices.at(-1)).toMatchObject({ options: {} });
    decision.turn('extra', true);
    expect(choices.at(-1)).toMatchObject({ groups: ['taste', 'spend', 'extra'], options: { extra: 1 } });
  });
});

describe('groups of which a shop needs one', () => {
  it('begin with the first that can be shared', async () => {
    const first = { ...size, id: 'none', available: false, option: null, details: size.details.map((detail) => ({ ...detail, missing: 'hidden' as const, levels: [] })) };
    const { decision } = await deciding({ ...vault.choosy, groups: [first, size] });
    expect([decision.on, decision.blocked, isReady(first)]).toEqual([['size'], false, false]);
  });

  it('begin with nothing sensitive', async () => {
    const diet = { ...vault.request.groups[2]!, role: 'one-of' as const };
    expect((await deciding({ ...vault.choosy, groups: [diet, size] })).decision.on).toEqual(['size']);
    expect((await deciding({ ...vault.choosy, groups: [diet] })).decision.on).toEqual([]);
  });

  it('can all be turned off, and then nothing can be shared', async () => {
    const { decision } = await deciding(vault.choosy, () => Promise.reject({ code: 'nothing-to-share' }));
    decision.turn('spend', false);
    await vi.waitFor(() => expect(decision.failure).toBe('nothing-to-share'));
    decision.armed = true;
    expect([decision.undecided, decision.shareable]).toEqual([true, false]);
  });

  it('block the request when none of them can be shared', async () => {
    const none = { ...size, available: false, details: size.details.map((detail) => ({ ...detail, levels: [] })) };
    const { decision, choices } = await deciding({ ...vault.choosy, groups: [none] });
    expect([decision.blocked, choices]).toEqual([true, []]);
  });
});

describe('a request that nobody has signed', () => {
  it('needs a yes of its own, which goes with the choice', async () => {
    const { decision, choices } = await deciding(vault.unsigned);
    decision.armed = true;
    expect([decision.cautioned, decision.shareable]).toEqual(['unverified', false]);
    expect(choices.at(-1)).toMatchObject({ accepted: [] });
    decision.accept('unverified', true);
    await vi.waitFor(() => expect(decision.shareable).toBe(true));
    expect(choices.at(-1)).toMatchObject({ accepted: ['unverified'] });
    decision.accept('unverified', false);
    expect(decision.shareable).toBe(false);
  });

  it('needs as many as there is to accept, and accepts nothing else', async () => {
    const { decision, choices } = await deciding({ ...vault.unsigned, cautions: ['unverified', 'key-changed'] });
    decision.accept('unverified', true);
    expect(decision.cautioned).toBe('key-changed');

    const known = await deciding(vault.request);
    known.decision.accept('unverified', true);
    expect([choices.at(-1), known.choices.at(-1)]).toMatchObject([{ accepted: ['unverified'] }, { accepted: [] }]);
  });
});

describe('a change of a grant', () => {
  it('begins as it is, with nothing to send', () => {
    const change = new Change(vault.grant);
    expect([change.changed, change.amendment]).toEqual([false, { groups: ['fit', 'style'], levels: {} }]);
  });

  it('is exactly what stays, as coarse as chosen, until the end chosen', () => {
    const change = new Change(vault.grant);
    change.turn('style', false);
    change.pick(vault.grant.groups[0]!.details[0]!, 'bucket');
    change.until = vault.grant.ends[0]!.until;
    expect(change.amendment).toEqual({ groups: ['fit'], levels: { 'shoes.size': 'bucket' }, until: vault.grant.ends[0]!.until });
    expect(change.daysTo(change.until!)).toBe(-19);
  });

  it('offers nearer ends by itself, and leaves further ones to a window of their own', () => {
    const change = new Change(vault.grant);
    const [near, far, furthest] = vault.grant.ends.map(({ until }) => until);
    expect([change.sooner, change.later]).toEqual([[near, vault.grant.summary.until], [far, furthest]]);
  });

  it('forgets a level that is as it was, and one of a group taken back', () => {
    const change = new Change({ ...vault.grant, groups: vault.grant.groups.map((group) => ({ ...group, required: false })) });
    const detail = vault.grant.groups[0]!.details[0]!;
    change.pick(detail, 'bucket');
    change.pick(detail, 'list');
    expect(change.changed).toBe(false);
    change.pick(detail, 'yes-no');
    change.turn('fit', false);
    expect(change.amendment).toEqual({ groups: ['style'], levels: {} });
  });

  it('of a detail without a value still can be made, and says what is not there now', () => {
    const group = vault.grant.groups[1]!;
    const change = new Change({ ...vault.grant, groups: [{ ...group, details: group.details.map((detail) => ({ ...detail, levels: [] })) }] });
    expect([change.left, change.pending.map((detail) => detail.label)]).toEqual([true, ['Colours you like']]);
  });

  it('keeps groups in the order of the grant, and knows when nothing is left', () => {
    const change = new Change(vault.grant);
    change.turn('fit', false);
    change.turn('style', false);
    expect(change.left).toBe(false);
    change.turn('style', true);
    change.turn('fit', true);
    expect(change.kept).toEqual(['fit', 'style']);
  });
});

describe('where a grant stands', () => {
  const standing = (state: Grant['summary']['state'], more: Partial<Grant> = {}): Grant => ({ ...vault.grant, ...more, summary: { ...vault.grant.summary, state } });

  it('a pause says its end, or that it waits', () => {
    expect(stateChip(vault.paused.summary).name).toMatch(/^Paused until (30|Nov)/);
    expect(stateChip({ ...vault.paused.summary, resumes: null }).name).toBe('Paused until you resume');
  });

  it('a copy runs out, or ran out', () => {
    expect([runsOut(2e12, 'It', 1e12), runsOut(1e12, 'Its copy', 2e12), runsOut(null)]).toEqual([expect.stringMatching(/^It runs out by itself on /), expect.stringMatching(/^Its copy ran out on /), '']);
  });

  it('what the shop knows is said only where something was halted', () => {
    expect(knows(vault.grant)).toBeNull();
    expect(knows(vault.paused)).toBe('The shop knows that it is not to use its copy meanwhile.');
    expect(knows(standing('stopping', { told: 'cannot' }))).toMatch(/cannot be told.*(runs|ran) out/);
  });

  it('trying again is offered only where it can help', () => {
    expect([standing('active'), standing('updating'), standing('stopping', { told: 'not-yet' }), standing('stopping', { told: 'cannot' })].map(isUndelivered)).toEqual([false, true, true, false]);
  });

  it('what rests because of another key is not helped by trying again, and is in doubt until it is over', () => {
    expect([vault.inDoubt.summary, vault.grant.summary, { ...vault.inDoubt.summary, state: 'stopped' as const }].map(isInDoubt)).toEqual([true, false, false]);
    expect(isUndelivered(vault.inDoubt)).toBe(false);
    expect([vault.inDoubt.summary, vault.paused.summary].map((summary) => stateChip(summary).name)).toEqual(['Resting', expect.stringMatching(/^Paused/)]);
  });

  it('only what goes on and has something to change can be changed', () => {
    const fixed = { groups: vault.grant.groups.slice(0, 1).map((group) => ({ ...group, details: group.details.slice(1) })), ends: [] };
    expect([standing('active'), standing('paused'), standing('stopping'), standing('once'), standing('active', fixed)].map(isChangeable)).toEqual([true, true, false, false, false]);
  });
});

describe('a mailbox', () => {
  const filled = (form: MailboxForm) => Object.assign(form.values, { endpoint: ' https://s3.example ', bucket: 'box', key: 'AKID', secret: 'hush', address: 'https://shelf.example/box' });

  it('is not tried while a field is empty', async () => {
    const called: string[] = [];
    mockIPC((command) => void called.push(command));
    const form = new MailboxForm('folder', '');
    expect([await form.submit(), form.empty, called]).toEqual([false, ['path', 'address'], []]);
  });

  it('is sent as it was filled in, and the secret is forgotten', async () => {
    const sent: unknown[] = [];
    mockIPC((_, args) => void sent.push(args));
    const form = new MailboxForm('s3', '');
    filled(form);
    expect(await form.submit()).toBe(true);
    const s3 = { endpoint: 'https://s3.example', region: 'auto', bucket: 'box', access_key_id: 'AKID', secret_access_key: 'hush' };
    expect(sent).toEqual([{ settings: { store: { s3 }, public_url: 'https://shelf.example/box' } }]);
    expect(form.values.secret).toBe('');
  });

  it('takes a certificate where there is one, and a folder by its path alone', () => {
    const form = new MailboxForm('s3', '');
    filled(form).certificate = '-----BEGIN CERTIFICATE-----';
    expect(form.settings.store).toMatchObject({ s3: { certificate: '-----BEGIN CERTIFICATE-----' } });
    form.turn('folder');
    form.values.path = '/home/alex/public';
    expect(form.settings).toEqual({ store: { folder: { path: '/home/alex/public' } }, public_url: 'https://shelf.example/box' });
  });

  it.each([['mailbox-refused', 'key'], ['mailbox-missing', 'bucket'], ['mailbox-unreachable', 'endpoint'], ['bad-mailbox', 'address'], ['locked', undefined]])('that fails with %s leads to %s', async (code, field) => {
    mockIPC(() => Promise.reject({ code }));
    const form = new MailboxForm('s3', '');
    filled(form);
    expect(await form.submit()).toBe(false);
    expect([form.failure, form.blamed, form.busy, form.values.secret]).toEqual([code, field, false, 'hush']);
  });
});
