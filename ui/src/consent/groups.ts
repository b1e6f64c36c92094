/**
 * What of a requested group is shared: one of its options, and of that every detail.
 *
 * Invariant: an option can be chosen only when each of its details has a value to show.
 */
import { either, joined } from '../format';
import { missing } from '../copy';
import type { RequestedDetail } from '../generated/RequestedDetail';
import type { RequestedGroup } from '../generated/RequestedGroup';

/** The details of an option, in the option's order. */
export function detailsOf(group: RequestedGroup, option: number): RequestedDetail[] {
  const keys = group.options[option] ?? [];
  return keys.flatMap((key) => group.details.find((detail) => detail.key === key) ?? []);
}

/** Every detail of the option has a value. */
export function isSelectable(group: RequestedGroup, option: number): boolean {
  const details = detailsOf(group, option);
  return details.length > 0 && details.every((detail) => detail.missing === null && detail.levels.length > 0);
}

/** Some option of the group can be shared. */
export function isReady(group: RequestedGroup): boolean {
  return group.options.some((_, option) => isSelectable(group, option));
}

/** "Film genres or Book genres": stays the same whichever is chosen. */
export function nameOf(group: RequestedGroup): string {
  return either(group.options.map((_, option) => optionName(group, option)));
}

export function optionName(group: RequestedGroup, option: number): string {
  return joined(detailsOf(group, option).map((detail) => detail.label));
}

/** An option holds a sensitive detail. */
export function isSensitive(group: RequestedGroup, option: number): boolean {
  return detailsOf(group, option).some((detail) => detail.class === 'special');
}

/** Why an option cannot be chosen. */
export function lackOf(group: RequestedGroup, option: number): string | undefined {
  const details = detailsOf(group, option);
  const lacking = details.find((detail) => detail.missing !== null);
  if (!lacking?.missing) return undefined;
  const { what } = missing[lacking.missing];
  return details.length === 1 ? what : `${lacking.label}: ${what}`;
}
