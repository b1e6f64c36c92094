/** A view model that stays true: loaded at once, loaded again after each change of the vault. */
import { codeOf, onChanged } from './api';
import type { FailureCode } from './generated/FailureCode';

export class Live<T> {
  value = $state.raw<T>();
  failure = $state<FailureCode>();
  #load: () => Promise<T>;
  #turn = 0;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  reload = async (): Promise<void> => {
    const turn = ++this.#turn;
    try {
      const value = await this.#load();
      if (turn !== this.#turn) return;
      this.value = value;
      this.failure = undefined;
    } catch (failure) {
      if (turn === this.#turn) this.failure = codeOf(failure);
    }
  };
}

/** To be called while a component is set up; ends with it. */
export function live<T>(load: () => Promise<T>): Live<T> {
  const model = new Live(load);
  $effect(() => {
    void model.reload();
    return onChanged(() => void model.reload());
  });
  return model;
}
