/** The plots, drawn: what a column and a bar measure. */
import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';

import * as api from '../src/api';
import { inPeriod, knownWords, periodName, plotWords } from '../src/copy';
import { shares } from '../src/format';
import EvidenceList from '../src/screens/profile/EvidenceList.svelte';
import Overview from '../src/screens/profile/Overview.svelte';
import OverTime from '../src/screens/profile/OverTime.svelte';
import type { OverTime as Told } from '../src/generated/OverTime';
import { overTime, overYears, profile } from './fixtures';

vi.mock('../src/api', async (original) => ({ ...(await original<typeof api>()), overTime: vi.fn(), onChanged: () => () => {} }));

async function drawn(told: Told) {
  vi.mocked(api.overTime).mockResolvedValue(told);
  const { container } = render(OverTime, { detail: 'shoes.size', label: 'Shoe size' });
  await screen.findByRole('figure');
  return [...container.querySelectorAll('figure > svg > g')].map((column) => [...column.querySelectorAll('rect:not(.reach)')]);
}
const measure = (rect: Element, of: string) => Number(rect.getAttribute(of));

it.each([overTime, overYears])('a column is as high as the entries of its period, and its parts stand on one another', async (told) => {
  const columns = await drawn(told);
  const highest = Math.max(...told.periods.map(inPeriod));
  expect(columns.map((parts) => parts.reduce((sum, part) => sum + measure(part, 'height'), 0))).toEqual(told.periods.map(inPeriod));
  for (const parts of columns) {
    let top = highest;
    for (const part of parts) {
      expect(measure(part, 'y') + measure(part, 'height')).toBe(top);
      top = measure(part, 'y');
    }
  }
});

it('the table has every number of the plot', async () => {
  await drawn(overTime);
  const rows = screen.getAllByRole('row', { hidden: true }).slice(1).map((row) => within(row).getAllByRole('cell', { hidden: true }).map((cell) => Number(cell.textContent)));
  expect(rows).toEqual(overTime.periods.map((period) => period.entries));
});

it('nothing is drawn where nothing is behind it today', async () => {
  vi.mocked(api.overTime).mockResolvedValue({ entries: 0, sources: [], periods: [{ year: 2026, quarter: 4, entries: [] }], older: 0 });
  render(OverTime, { detail: 'shoes.size', label: 'Shoe size' });
  await vi.waitFor(() => expect(screen.queryByText('Counting …')).toBeNull());
  expect(screen.queryByRole('figure')).toBeNull();
});

it('the bar of an area measures what is known of what can be said', () => {
  const { container } = render(Overview, { areas: profile.overview, onadd: () => {} });
  const bars = [...container.querySelectorAll('button svg')].map((bar) => ['.all', '.yours', '.suggested', '.concealed'].map((part) => measure(bar.querySelector(part)!, 'width')));
  expect(bars).toEqual(profile.overview.map((area) => [area.details, area.yours, area.suggested, area.hidden]));
});

it.each([
  [[[5], [2]], 'The most were in Q1 2025: 5.'],
  [[[5], [2], [5]], 'The most were in Q1 2025 and Q3 2025: 5 each.'],
  [[[5], [5], [5]], 'The most in one quarter: 5.'],
  [[[0], [0]], 'There are none in these quarters.'],
])('the plot’s words are true of %j', (entries, words) => {
  const periods = entries.map((entries, i) => ({ year: 2025, quarter: i + 1, entries }));
  expect(plotWords({ ...overTime, periods })).toBe(`Entries per quarter (UTC). ${words}`);
});

it('a plot is counted once, however often the profile comes anew', async () => {
  vi.mocked(api.overTime).mockClear().mockResolvedValue(overTime);
  const { evidence } = profile.areas[0]!.preferences[0]!;
  const props = { evidence: evidence!, detail: 'shoes.size', label: 'Shoe size', onentry: () => {} };
  const { container, rerender } = render(EvidenceList, props);
  const details = container.querySelector('details')!;
  details.open = true;
  await fireEvent(details, new Event('toggle'));
  await screen.findByRole('figure');
  await rerender({ ...props, evidence: structuredClone(evidence!) });
  expect(api.overTime).toHaveBeenCalledTimes(1);
  await rerender({ ...props, evidence: { ...evidence!, of: evidence!.of + 1 } });
  await vi.waitFor(() => expect(api.overTime).toHaveBeenCalledTimes(2));
});

it('periods, shares and areas have their words', () => {
  expect(periodName({ year: 2026, quarter: 2, entries: [] })).toBe('Q2 2026');
  expect(periodName({ year: 2026, quarter: null, entries: [] })).toBe('2026');
  expect(plotWords(overYears)).toContain('Entries per year (UTC). The most in one year: 120.');
  expect([shares([1]), shares([1, 999]), shares([0, 5]), shares([0])]).toEqual([['100%'], ['under 1%', 'over 99%'], ['0%', '100%'], ['0%']]);
  expect(shares([1, 1, 1])).toEqual(['34%', '33%', '33%']);
  const area = { id: 'a', label: 'A', details: 9, yours: 0, suggested: 0, hidden: 0, shops: 0 };
  expect(knownWords(area)).toBe('Nothing known');
  expect(knownWords({ ...area, hidden: 1 })).toBe('1 hidden');
  expect(knownWords({ ...area, yours: 2, suggested: 1, shops: 2 })).toBe('2 yours, 1 suggested, 2 shops know some');
});
