/** Something that is done once, with a secret. Invariant: the window ends when it was done; until then a failure is said. */
import { codeOf } from '../api';
import type { FailureCode } from '../generated/FailureCode';

export class Act {
  busy = $state(false);
  done = $state(false);
  failure = $state<FailureCode>();
  readonly still = $derived(this.busy || this.done);

  /** Does it; answers what came of it, or nothing where it failed. */
  async run<T>(act: () => Promise<T>): Promise<{ value: T } | undefined> {
    if (this.still) return undefined;
    this.busy = true;
    this.failure = undefined;
    try {
      return { value: await act() };
    } catch (refused) {
      this.failure = codeOf(refused);
      return undefined;
    } finally {
      this.busy = false;
    }
  }
}
