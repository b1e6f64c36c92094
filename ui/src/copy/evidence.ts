/** Words for the plots: when the entries behind a suggestion were, where they are from, and what is known per area. */
import type { AreaOverview } from '../generated/AreaOverview';
import type { OverTime } from '../generated/OverTime';
import type { Period } from '../generated/Period';
import { count, number } from '../format';

export const periodName = (period: Period) => (period.quarter === null ? `${period.year}` : `Q${period.quarter} ${period.year}`);

export const inPeriod = (period: Period) => period.entries.reduce((sum, entries) => sum + entries, 0);

/** The plot in a sentence. */
export function plotWords(told: OverTime): string {
  const most = told.periods.reduce((best, period) => (inPeriod(period) > inPeriod(best) ? period : best));
  const each = most.quarter === null ? 'year' : 'quarter';
  return `Entries per ${each}. The most were in ${periodName(most)}: ${number(inPeriod(most))}.`;
}

/** What is known in one area. */
export function knownWords(area: AreaOverview): string {
  const parts = [area.yours > 0 && `${number(area.yours)} yours`, area.suggested > 0 && `${number(area.suggested)} suggested`, area.hidden > 0 && `${number(area.hidden)} hidden`, area.shops > 0 && `${count(area.shops, 'shop')} ${area.shops === 1 ? 'knows' : 'know'} some`];
  return parts.filter(Boolean).join(', ') || 'Nothing known';
}
