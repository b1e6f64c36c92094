/**
 * One sharing request while it is being decided.
 *
 * Invariant: optional groups and sensitive alternatives begin off; what is approved is the preview that is on screen, named by its digest.
 */
import * as api from '../api';
import type { Approved } from '../generated/Approved';
import type { Caution } from '../generated/Caution';
import type { Choice } from '../generated/Choice';
import type { Duration } from '../generated/Duration';
import type { FailureCode } from '../generated/FailureCode';
import type { Level } from '../generated/Level';
import type { Preview } from '../generated/Preview';
import type { Request } from '../generated/Request';
import type { RequestedDetail } from '../generated/RequestedDetail';
import type { RequestedGroup } from '../generated/RequestedGroup';
import type { Role } from '../generated/Role';
import { Armed } from './armed.svelte';
import { detailsOf, isReady, isSensitive } from './groups';

type Outcome = { name: 'open' } | { name: 'shared'; approved: Approved } | { name: 'declined' };

export class Decision extends Armed {
  request = $state.raw<Request>();
  preview = $state.raw<Preview>();
  failure = $state<FailureCode>();
  outcome = $state.raw<Outcome>({ name: 'open' });
  on = $state<string[]>([]);
  options = $state<Record<string, number>>({});
  levels = $state<Record<string, Level>>({});
  duration = $state<Duration>('once');
  accepted = $state<Caution[]>([]);
  busy = $state(false);
  #turn = 0;

  constructor(readonly id: number) {
    super();
  }

  groups(role: Role): RequestedGroup[] {
    return this.request?.groups.filter((group) => group.role === role) ?? [];
  }

  /** What the shop cannot do without cannot be answered. */
  get blocked(): boolean {
    const oneOf = this.groups('one-of');
    return !this.groups('required').every(isReady) || (oneOf.length > 0 && !oneOf.some(isReady));
  }

  /** The shop needs one of some groups, and none of them is on. */
  get undecided(): boolean {
    const oneOf = this.groups('one-of');
    return oneOf.length > 0 && !oneOf.some((group) => this.on.includes(group.id));
  }

  get closed(): boolean {
    return this.request !== undefined && this.request.summary.state !== 'waiting';
  }

  /** What needs a yes of its own. */
  get cautions(): Caution[] {
    return this.request?.cautions ?? [];
  }

  /** What still waits for its yes. */
  get cautioned(): Caution | undefined {
    return this.cautions.find((caution) => !this.accepted.includes(caution));
  }

  get shareable(): boolean {
    const open = this.outcome.name === 'open' && !this.closed && !this.blocked && !this.cautioned;
    return open && this.armed && !this.busy && (this.preview?.count ?? 0) > 0;
  }

  load = async (): Promise<void> => {
    try {
      const request = await api.request(this.id);
      this.request = request;
      this.options = {};
      // One of those that the shop needs begins on, but never a sensitive one.
      const first = this.groups('one-of').find((group) => isReady(group) && !isSensitive(group, this.option(group)));
      this.on = request.groups.filter((group) => group === first || (group.role === 'required' && isReady(group))).map((group) => group.id);
      this.duration = request.durations[0]?.duration ?? 'once';
      if (!this.closed) await this.look();
    } catch (failure) {
      this.failure = api.codeOf(failure);
    }
  };

  turn = (group: string, on: boolean): void => {
    this.on = on ? [...this.on, group] : this.on.filter((other) => other !== group);
    void this.look();
  };

  /** The option of a group that is shown, and shared while the group is on. */
  option = (group: RequestedGroup): number => this.options[group.id] ?? group.option ?? 0;

  choose = (group: RequestedGroup, option: number): void => {
    this.options = { ...this.options, [group.id]: option };
    void this.look();
  };

  pick = (detail: RequestedDetail, level: Level): void => {
    const { [detail.key]: _, ...rest } = this.levels;
    this.levels = level === detail.levels.at(-1)?.level ? rest : { ...rest, [detail.key]: level };
    void this.look();
  };

  last = (duration: Duration): void => {
    this.duration = duration;
    void this.look();
  };

  accept = (caution: Caution, yes: boolean): void => {
    this.accepted = yes ? [...this.accepted, caution] : this.accepted.filter((other) => other !== caution);
    void this.look();
  };

  share = async (): Promise<void> => {
    const { preview } = this;
    if (!this.shareable || !preview) return;
    this.busy = true;
    try {
      this.outcome = { name: 'shared', approved: await api.approve(this.id, this.#choice(), preview.digest) };
    } catch (failure) {
      const code = api.codeOf(failure);
      if (code === 'preview-changed') await this.load();
      this.failure = code;
    } finally {
      this.busy = false;
    }
  };

  decline = async (): Promise<void> => {
    if (this.outcome.name !== 'open' || this.busy || this.closed) return;
    this.busy = true;
    try {
      await api.decline(this.id);
      this.outcome = { name: 'declined' };
    } catch (failure) {
      this.failure = api.codeOf(failure);
    } finally {
      this.busy = false;
    }
  };

  /** Shows anew what would be sent. The former preview can no longer be approved from here on. */
  look = async (): Promise<void> => {
    const turn = ++this.#turn;
    this.preview = undefined;
    this.failure = undefined;
    if (this.blocked) return;
    try {
      const preview = await api.preview(this.id, this.#choice());
      if (turn !== this.#turn) return;
      this.preview = preview;
      if (!this.armed) this.arm();
    } catch (failure) {
      if (turn === this.#turn) this.failure = api.codeOf(failure);
    }
  };

  /** Only what belongs to the groups that are on: a choice for anything else would not fit the request. */
  #choice(): Choice {
    const on = this.request?.groups.filter((group) => this.on.includes(group.id)) ?? [];
    const keys = on.flatMap((group) => detailsOf(group, this.option(group)).map((detail) => detail.key));
    const only = <T>(all: Record<string, T>, wanted: string[]) => Object.fromEntries(Object.entries(all).filter(([id]) => wanted.includes(id)));
    return { groups: [...this.on], levels: only(this.levels, keys), options: only(this.options, this.on), duration: this.duration, accepted: this.cautions.filter((caution) => this.accepted.includes(caution)) };
  }
}
