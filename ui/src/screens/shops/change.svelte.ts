/**
 * A grant while it is being changed: what stays, how precisely, until when.
 *
 * Invariant: nothing here adds a detail, makes one more precise, or lets the grant last longer.
 */
import { day } from '../../format';
import type { Amendment } from '../../generated/Amendment';
import type { Grant } from '../../generated/Grant';
import type { GrantedDetail } from '../../generated/GrantedDetail';
import type { GrantedGroup } from '../../generated/GrantedGroup';
import type { Level } from '../../generated/Level';
import type { LevelChoice } from '../../generated/LevelChoice';

const dayLong = 86_400_000;

export class Change {
  kept = $state<string[]>([]);
  levels = $state<Record<string, Level>>({});
  until = $state<number | null>(null);

  constructor(readonly grant: Grant) {
    this.kept = grant.groups.map((group) => group.id);
  }

  /** The groups that are taken back. */
  get dropped(): GrantedGroup[] {
    return this.grant.groups.filter((group) => !this.kept.includes(group.id));
  }

  /** The details that become coarser, of the groups that stay. */
  get coarser(): GrantedDetail[] {
    return this.#staying().filter((detail) => detail.key in this.levels);
  }

  /** Ends that are nearer than the present one, or are it. */
  get sooner(): number[] {
    return this.#ends((until, present) => until <= present);
  }

  /** Ends that are further away: for another window to decide on. */
  get later(): number[] {
    return this.#ends((until, present) => present < until);
  }

  get changed(): boolean {
    return this.dropped.length > 0 || this.coarser.length > 0 || this.until !== null;
  }

  /** Something stays: to take everything back is to stop. */
  get left(): boolean {
    return this.kept.length > 0;
  }

  /** Details that stay, but of which there is nothing to send at present. */
  get pending(): GrantedDetail[] {
    return this.#staying().filter((detail) => detail.levels.length === 0);
  }

  get amendment(): Amendment {
    const levels = Object.fromEntries(this.coarser.flatMap((detail) => (this.levels[detail.key] ? [[detail.key, this.levels[detail.key]]] : []))) as Record<string, Level>;
    return { groups: [...this.kept], levels, ...(this.until === null ? {} : { until: this.until }) };
  }

  /** Full days from the present end to another. */
  daysTo = (until: number): number => Math.round((until - (this.grant.summary.until ?? until)) / dayLong);

  /** The precision chosen for a detail, with its value; the present one comes last. */
  choice = (detail: GrantedDetail): LevelChoice | undefined => detail.levels.find((level) => level.level === this.levels[detail.key]) ?? detail.levels.at(-1);

  /** Keeps a group or takes it back, in the order of the grant. */
  turn = (id: string, on: boolean): void => {
    this.kept = this.grant.groups.map((group) => group.id).filter((group) => (group === id ? on : this.kept.includes(group)));
  };

  pick = (detail: GrantedDetail, level: Level): void => {
    const { [detail.key]: _, ...rest } = this.levels;
    this.levels = level === detail.levels.at(-1)?.level ? rest : { ...rest, [detail.key]: level };
  };

  /** The present end and those that can be chosen instead, the nearest first; one on the same day would be no choice. */
  #ends(fits: (until: number, present: number) => boolean): number[] {
    const present = this.grant.summary.until ?? 0;
    const others = this.grant.ends.flatMap(({ until }) => (until === null || day(until) === day(present) ? [] : [until]));
    return [present, ...others].filter((until) => fits(until, present)).toSorted((a, b) => a - b);
  }

  #staying(): GrantedDetail[] {
    return this.grant.groups.filter((group) => this.kept.includes(group.id)).flatMap((group) => group.details);
  }
}
