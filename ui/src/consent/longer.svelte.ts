/**
 * A later end of a grant while it is being decided.
 *
 * Invariant: it is agreed only with the digest of what is shown, and by nothing but a click on a button that was there a moment.
 */
import * as api from '../api';
import type { Extension } from '../generated/Extension';
import type { FailureCode } from '../generated/FailureCode';
import { Armed } from './armed.svelte';

export class Longer extends Armed {
  extension = $state.raw<Extension>();
  failure = $state<FailureCode>();
  outcome = $state<'open' | 'agreed' | 'declined'>('open');
  busy = $state(false);

  constructor(readonly grant: number, readonly until: number) {
    super();
  }

  get agreeable(): boolean {
    return this.outcome === 'open' && this.extension !== undefined && this.armed && !this.busy;
  }

  /** Shows anew what it means. What was shown before can no longer be agreed to. */
  load = async (): Promise<void> => {
    this.extension = undefined;
    this.failure = undefined;
    try {
      this.extension = await api.previewExtension(this.grant, this.until);
      this.arm();
    } catch (failure) {
      this.failure = api.codeOf(failure);
    }
  };

  agree = async (): Promise<void> => {
    const { extension } = this;
    if (!this.agreeable || !extension) return;
    this.busy = true;
    try {
      await api.extend(this.grant, this.until, extension.digest);
      this.outcome = 'agreed';
    } catch (failure) {
      const code = api.codeOf(failure);
      if (code === 'preview-changed') await this.load();
      // An end that no longer fits says why there is nothing left to agree to.
      this.failure ??= code;
    } finally {
      this.busy = false;
    }
  };

  decline = async (): Promise<void> => {
    if (this.outcome !== 'open' || this.busy) return;
    this.busy = true;
    try {
      await api.declineExtension(this.grant, this.until);
      this.outcome = 'declined';
    } catch (failure) {
      this.failure = api.codeOf(failure);
    } finally {
      this.busy = false;
    }
  };
}
