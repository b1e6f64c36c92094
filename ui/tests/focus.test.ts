/** The keyboard's place, when what had it is gone. */
import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';

import * as api from '../src/api';
import IntentCards from '../src/screens/IntentCards.svelte';
import Unsorted from '../src/screens/profile/Unsorted.svelte';
import * as vault from './fixtures';

let change = () => {};
vi.mock('../src/api', async (original) => ({
  ...(await original<typeof api>()),
  unsorted: vi.fn(),
  profile: vi.fn(),
  vocabulary: vi.fn(),
  hide: vi.fn(),
  onChanged: (tell: () => void) => ((change = tell), () => {}),
}));

it('is the next line where a line is sorted, and the heading where none is left', async () => {
  const lines = (titles: string[]) => ({ titles: titles.length, entries: titles.length, some: titles.map((title) => ({ ...vault.unsorted.some[0]!, id: title, title })) });
  const now = (titles: string[]) => vi.mocked(api.unsorted).mockResolvedValue(lines(titles));
  const place = () => document.activeElement?.textContent;
  now(['A', 'B', 'C']);
  const { container } = render(Unsorted, { asked: true, onentry: () => {} });
  const sort = async (title: string) => {
    const button = screen.getByRole('button', { name: new RegExp(`Sort it.*${title}`) });
    button.focus();
    await fireEvent.click(button);
  };
  await screen.findByText('A');

  for (const [sorted, left, next] of [['A', ['B', 'C'], 'B'], ['C', ['B'], 'B']] as const) {
    await sort(sorted);
    now([...left]);
    change();
    await vi.waitFor(() => expect(screen.queryByText(sorted)).toBeNull());
    expect(place()).toMatch(new RegExp(`^Sort it.*${next}$`));
  }

  await sort('B');
  now([]);
  change();
  await screen.findByText('No purchase waits to be sorted.');
  expect(document.activeElement).toBe(container.querySelector('summary'));
});

it('is the title of the screen where what is looked for is hidden', async () => {
  document.body.insertAdjacentHTML('afterbegin', '<h1 tabindex="-1">My profile</h1>');
  const hidden = vault.profile.areas.map((area) => ({ ...area, preferences: area.preferences.map((one) => (one.key === 'intent' ? { ...one, standing: 'hidden' as const } : one)) }));
  vi.mocked(api.vocabulary).mockResolvedValue(vault.vocabulary);
  vi.mocked(api.profile).mockResolvedValue(vault.profile);
  render(IntentCards);
  const hide = await screen.findByRole('button', { name: 'Hide what I am looking for' });
  vi.mocked(api.profile).mockResolvedValue({ ...vault.profile, areas: hidden });
  hide.focus();
  await fireEvent.click(hide);
  await vi.waitFor(() => expect(document.activeElement).toBe(document.querySelector('h1')));
});
