/** Words for the plots: when the entries behind a suggestion were, where they are from, and what is known per area. */
import type { AreaOverview } from '../generated/AreaOverview';
import type { OverTime } from '../generated/OverTime';
import type { Period } from '../generated/Period';
import { count, joined, number } from '../format';

export const periodName = (period: Period) => (period.quarter === null ? `${period.year}` : `Q${period.quarter} ${period.year}`);

export const inPeriod = (period: Period) => period.entries.reduce((sum, entries) => sum + entries, 0);

/** The plot in a sentence. Its quarters and years are UTC, the dates beside it are not. */
export function plotWords(told: OverTime): string {
  const most = Math.max(...told.periods.map(inPeriod));
  const peaks = told.periods.filter((period) => inPeriod(period) === most);
  const each = told.periods.some((period) => period.quarter !== null) ? 'quarter' : 'year';
  const counted = `Entries per ${each} (UTC).`;
  if (most === 0) return `${counted} There are none in these ${each}s.`;
  if (peaks.length > 2) return `${counted} The most in one ${each}: ${number(most)}.`;
  return `${counted} The most were in ${joined(peaks.map(periodName))}: ${number(most)}${peaks.length > 1 ? ' each' : ''}.`;
}

/** What is known in one area. */
export function knownWords(area: AreaOverview): string {
  const parts = [area.yours > 0 && `${number(area.yours)} yours`, area.suggested > 0 && `${number(area.suggested)} suggested`, area.hidden > 0 && `${number(area.hidden)} hidden`, area.shops > 0 && `${count(area.shops, 'shop')} ${area.shops === 1 ? 'knows' : 'know'} some`];
  return parts.filter(Boolean).join(', ') || 'Nothing known';
}
