/**
 * One sharing request while it is being decided.
 *
 * Invariant: optional groups begin off; what is approved is the preview that is on screen, named by its digest.
 */
import * as api from '../api';
import type { Approved } from '../generated/Approved';
import type { Choice } from '../generated/Choice';
import type { Duration } from '../generated/Duration';
import type { FailureCode } from '../generated/FailureCode';
import type { Level } from '../generated/Level';
import type { Preview } from '../generated/Preview';
import type { Request } from '../generated/Request';
import type { RequestedDetail } from '../generated/RequestedDetail';

type Outcome = { name: 'open' } | { name: 'shared'; approved: Approved } | { name: 'declined' };

/** Share stays out of reach for so long after the values appear, against a click meant for something else. */
export const arming = 1000;

export class Decision {
  request = $state.raw<Request>();
  preview = $state.raw<Preview>();
  failure = $state<FailureCode>();
  outcome = $state.raw<Outcome>({ name: 'open' });
  on = $state<string[]>([]);
  levels = $state<Record<string, Level>>({});
  duration = $state<Duration>('once');
  accepted = $state(false);
  armed = $state(false);
  busy = $state(false);
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly id: number) {}

  /** Required groups that cannot be answered. */
  get blocked(): boolean {
    return this.request?.groups.some((group) => group.required && !group.available) ?? false;
  }

  get closed(): boolean {
    return this.request !== undefined && this.request.summary.state !== 'waiting';
  }

  /** A changed key needs its own yes. */
  get cautioned(): boolean {
    return this.request?.summary.shop.key_changed === true && !this.accepted;
  }

  get shareable(): boolean {
    const open = this.outcome.name === 'open' && !this.closed && !this.blocked && !this.cautioned;
    return open && this.armed && !this.busy && (this.preview?.count ?? 0) > 0;
  }

  load = async (): Promise<void> => {
    try {
      const request = await api.request(this.id);
      this.request = request;
      this.on = request.groups.filter((group) => group.required && group.available).map((group) => group.id);
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

  pick = (detail: RequestedDetail, level: Level): void => {
    const { [detail.key]: _, ...rest } = this.levels;
    this.levels = level === detail.levels.at(-1)?.level ? rest : { ...rest, [detail.key]: level };
    void this.look();
  };

  last = (duration: Duration): void => {
    this.duration = duration;
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

  arm = (): void => {
    clearTimeout(this.#timer);
    this.armed = false;
    this.#timer = setTimeout(() => (this.armed = true), arming);
  };

  #choice(): Choice {
    return { groups: [...this.on], levels: { ...this.levels }, duration: this.duration };
  }
}
