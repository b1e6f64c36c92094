/** The plots, drawn: what a column and a bar measure. */
import { render, screen, within } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';

import * as api from '../src/api';
import { inPeriod, knownWords, periodName, plotWords } from '../src/copy';
import { share } from '../src/format';
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

it('periods, shares and areas have their words', () => {
  expect(periodName({ year: 2026, quarter: 2, entries: [] })).toBe('Q2 2026');
  expect(periodName({ year: 2026, quarter: null, entries: [] })).toBe('2026');
  expect(plotWords(overYears)).toBe('Entries per year. The most were in 2009: 120.');
  expect([share(1, 1), share(1, 3), share(1, 1000), share(999, 1000), share(0, 5)]).toEqual(['100%', '33%', 'under 1%', 'over 99%', '0%']);
  const area = { id: 'a', label: 'A', details: 9, yours: 0, suggested: 0, hidden: 0, shops: 0 };
  expect(knownWords(area)).toBe('Nothing known');
  expect(knownWords({ ...area, hidden: 1 })).toBe('1 hidden');
  expect(knownWords({ ...area, yours: 2, suggested: 1, shops: 2 })).toBe('2 yours, 1 suggested, 2 shops know some');
});
