import { fireEvent, render, screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';

import Editor from '../src/editors/Editor.svelte';
import { blank, byStrength, daysLeft, dayAhead, hint, moved, ready, sensitive, weeks } from '../src/editors/values';
import type { Kind } from '../src/kinds';
import { profile, vocabulary } from './fixtures';

const kindOf = (key: string): Kind => vocabulary.find((detail) => detail.key === key)!.kind;

/** An editor whose draft is kept, as a dialog keeps it. */
function edit(key: string, start?: unknown) {
  const kind = kindOf(key);
  const { label, suggestions } = vocabulary.find((detail) => detail.key === key)!;
  let draft = start ?? blank(kind);
  const view = render(Editor, { kind, label, draft, suggestions, onchange: change });
  function change(next: unknown) {
    draft = next;
    void view.rerender({ kind, label, draft, suggestions, onchange: change });
  }
  return { value: () => ready(kind, draft) };
}
const pick = (name: string, value: string) => fireEvent.change(screen.getByRole('combobox', { name }), { target: { value } });

/** Types, goes to the first line that is found, and takes it. */
async function find(name: string, typed: string) {
  const field = screen.getByRole('combobox', { name });
  await fireEvent.input(field, { target: { value: typed } });
  for (const key of ['ArrowDown', 'Enter']) await fireEvent.keyDown(field, { key });
}

describe('editors', () => {
  it('a flag is on or not saved', async () => {
    const { value } = edit('personalisation.optout');
    await fireEvent.click(screen.getByRole('switch', { name: 'Do not use my history' }));
    expect(value()).toBeNull();
  });

  it('a choice takes one', async () => {
    const { value } = edit('apparel.fit');
    await fireEvent.click(screen.getByRole('radio', { name: 'Slim' }));
    expect(value()).toBe('slim');
  });

  it('choices take several, and give back', async () => {
    const { value } = edit('style.colours.liked', ['navy']);
    await fireEvent.click(screen.getByRole('checkbox', { name: 'Olive' }));
    await fireEvent.click(screen.getByRole('checkbox', { name: 'Navy' }));
    expect(value()).toEqual(['olive']);
  });

  it('a ranked list keeps the strongest first', async () => {
    const { value } = edit('interests.media.film', [{ id: 'thrillers', strength: 2 }]);
    await fireEvent.click(screen.getByRole('button', { name: 'Crime' }));
    const very = screen.getAllByRole('radio', { name: 'Very much' });
    await fireEvent.click(very[1]!);
    expect(value()).toEqual([{ id: 'crime', strength: 3 }, { id: 'thrillers', strength: 2 }]);
  });

  it('an open list takes a typed name once', async () => {
    const { value } = edit('brands.loved', [{ id: 'Norrøna', strength: 3 }]);
    const field = screen.getByRole('combobox', { name: 'Add a name to Brands you love' });
    for (const word of ['Veja', 'veja']) {
      await fireEvent.input(field, { target: { value: word } });
      await fireEvent.keyDown(field, { key: 'Enter' });
    }
    expect(value()).toEqual([{ id: 'Norrøna', strength: 3 }, { id: 'Veja', strength: 2 }]);
  });

  it('an open list finds known names, and takes any other as typed', async () => {
    const { value } = edit('brands.loved');
    await find('Add a name to Brands you love', 'north');
    await find('Add a name to Brands you love', 'Tiny Workshop');
    expect(value()).toEqual([{ id: 'The North Face', strength: 2 }, { id: 'Tiny Workshop', strength: 2 }]);
  });

  it('a size is shown in the other systems, and kept as it was chosen', async () => {
    const { value } = edit('shoes.size');
    await pick('Usual size', '42');
    expect(screen.getByLabelText('The usual size elsewhere').textContent).toContain('UK8');
    expect(value()).toEqual([{ system: 'EU', value: '42', weight: 1 }]);
  });

  it('what is more sensitive than its detail is named', () => {
    const kind = kindOf('style.materials.avoided');
    expect([sensitive(kind, ['wool']), sensitive(kind, ['wool', 'nickel'])]).toEqual([[], ['Nickel']]);
  });

  it('two sizes are weighed', async () => {
    const { value } = edit('shoes.size');
    await pick('Usual size', '40');
    expect(value()).toEqual([{ system: 'EU', value: '40', weight: 1 }]);
    await fireEvent.click(screen.getByRole('button', { name: 'I am between two sizes' }));
    await pick('Other size', '40.5');
    expect(value()).toEqual([{ system: 'EU', value: '40', weight: 0.7 }, { system: 'EU', value: '40.5', weight: 0.3 }]);
  });

  it('a measure is said in centimetres and kept in millimetres', async () => {
    const { value } = edit('body.measurement.foot');
    await fireEvent.input(screen.getByRole('spinbutton', { name: 'Foot length in centimetres' }), { target: { value: '25.4' } });
    expect(value()).toBe(254);
  });

  it('ranges have a lower and an upper amount', async () => {
    const { value } = edit('budget.range');
    await find('Add a category to Usual spend', 'boo');
    await fireEvent.input(screen.getByRole('spinbutton', { name: 'From for Books' }), { target: { value: '10' } });
    expect(value()).toEqual({ books: { min: 10, max: 80, currency: 'EUR' } });
    await fireEvent.input(screen.getByRole('spinbutton', { name: 'To for Books' }), { target: { value: '5' } });
    expect(value()).toBeNull();
  });

  it('picks take one option a category', async () => {
    const { value } = edit('budget.level');
    await find('Add a category to Price level', 'shoes');
    await fireEvent.click(screen.getByRole('radio', { name: 'Premium' }));
    expect(value()).toEqual({ shoes: 'premium' });
  });

  it('a record leaves out what is not said', async () => {
    const { value } = edit('deals');
    await fireEvent.click(screen.getByRole('switch', { name: 'Second-hand is fine' }));
    await fireEvent.input(screen.getByRole('spinbutton', { name: 'Messages a month' }), { target: { value: '99' } });
    expect(value()).toBeNull();
    await fireEvent.input(screen.getByRole('spinbutton', { name: 'Messages a month' }), { target: { value: '4' } });
    expect(value()).toEqual({ second_hand: true, per_month: 4 });
  });

  it('records can be added up to their number', async () => {
    const { value } = edit('gift.occasions');
    await pick('For', 'parent');
    await pick('Month', '7');
    expect(value()).toEqual([{ relation: 'parent', month: 7 }]);
    await fireEvent.click(screen.getByRole('button', { name: 'Add another' }));
    expect(value()).toBeNull();
  });
});

describe('values', () => {
  it('an end is a day of the calendar', () => {
    const now = new Date(2026, 11, 20, 23, 50).getTime();
    expect([dayAhead(now, 0), dayAhead(now, 14), daysLeft(now, '2026-12-21'), daysLeft(now, '2026-12-20')]).toEqual(['2026-12-20', '2027-01-03', 1, 0]);
  });

  it.each(profile.areas.flatMap((area) => area.preferences).map((held) => [held.key, held.value] as const))('the stored value of %s is complete as it is', (key, value) => {
    expect(ready(kindOf(key), value)).toEqual(value);
  });

  it.each(vocabulary.filter((detail) => detail.kind.kind !== 'flag').map((detail) => [detail.key, detail.kind] as const))('a blank %s cannot be saved and says why', (_, kind) => {
    expect(ready(kind, blank(kind))).toBeNull();
    expect(hint(kind, blank(kind))).toMatch(/\.$/);
  });

  it('only equals change places', () => {
    const items = byStrength([{ id: 'a', strength: 2 }, { id: 'b', strength: 2 }, { id: 'c', strength: 3 }]);
    expect(moved(items, 1, 1).map((item) => item.id)).toEqual(['c', 'b', 'a']);
    expect(moved(items, 1, -1)).toBe(items);
  });

  it('weeks follow the ISO calendar over the new year', () => {
    expect(weeks(new Date(2026, 11, 28).getTime(), 2).map((week) => week.id)).toEqual(['2026-W53', '2027-W01']);
  });
});
