/** The one sentence at the top of the home screen. */
import { count, number } from '../format';
import type { Home } from '../generated/Home';

const words = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'];
const spelled = (n: number) => words[n] ?? number(n);

export function headline(home: Home): string {
  const waiting = home.requests.length;
  if (waiting > 0) return `${spelled(waiting)} ${waiting === 1 ? 'shop is' : 'shops are'} asking for details.`;
  const shops = new Set(home.grants.map((grant) => grant.shop.host)).size;
  if (shops === 0) return 'No shop knows anything about you.';
  const details = new Set(home.grants.flatMap((grant) => grant.details)).size;
  return `${spelled(shops)} ${shops === 1 ? 'shop knows' : 'shops know'} ${count(details, 'detail')} about you.`;
}
