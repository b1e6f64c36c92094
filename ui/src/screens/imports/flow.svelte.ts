/**
 * One import from the files to the result: idle, examining, looking, running, done or failed.
 *
 * Invariant: nothing is stored before the person has seen the preview and pressed Import.
 */
import * as api from '../../api';
import type { ColumnAnswer } from '../../generated/ColumnAnswer';
import type { DateOrderAnswer } from '../../generated/DateOrderAnswer';
import type { FailureCode } from '../../generated/FailureCode';
import type { ImportDone } from '../../generated/ImportDone';
import type { ImportPreview } from '../../generated/ImportPreview';

type Step =
  | { name: 'idle' }
  | { name: 'examining' }
  | { name: 'looking'; preview: ImportPreview }
  | { name: 'running'; rows: number; of: number; left: number | null; stopping: boolean }
  | { name: 'done'; done: ImportDone }
  | { name: 'failed'; code: FailureCode };

const every = 300;

export class Flow {
  step = $state.raw<Step>({ name: 'idle' });
  mine = $state<string[]>([]);
  order = $state<DateOrderAnswer | null>(null);
  sites = $state<string[]>([]);
  columns = $state<ColumnAnswer[]>([]);
  #paths: string[] = [];

  /** Every question of the preview is answered and there is something to take. */
  get answered(): boolean {
    if (this.step.name !== 'looking') return false;
    const { files, people, sites, date_questions } = this.step.preview;
    const something = sites.length === 0 || this.sites.length > 0 || files.some((file) => !file.chosen_by_site);
    const tables = this.columns.every((table) => table.item === null || table.date !== null);
    return files.length > 0 && something && tables && (people.length === 0 || this.mine.length > 0) && (date_questions.length === 0 || this.order !== null);
  }

  choose = async (): Promise<void> => {
    try {
      const paths = await api.pickFiles();
      if (paths.length > 0) await this.examine(paths);
    } catch (failure) {
      this.#fail(failure);
    }
  };

  examine = async (paths: string[]): Promise<void> => {
    if (this.step.name === 'running' || this.step.name === 'examining') return;
    this.step = { name: 'examining' };
    try {
      const preview = await api.examine(paths);
      this.#paths = paths;
      this.mine = preview.people.filter((person) => person.mine).map((person) => person.name);
      this.sites = [];
      this.order = null;
      this.columns = preview.column_questions.map((question) => ({ ...question.guess }));
      this.step = { name: 'looking', preview };
    } catch (failure) {
      this.#fail(failure);
    }
  };

  start = async (): Promise<void> => {
    if (this.step.name !== 'looking') return;
    const of = this.step.preview.files.reduce((sum, file) => sum + file.kept, 0);
    this.step = { name: 'running', rows: 0, of, left: null, stopping: false };
    try {
      await api.importStart(this.#paths, { people: [...this.mine], sites: [...this.sites], date_order: this.order, columns: $state.snapshot(this.columns) });
      await this.#watch(Date.now());
    } catch (failure) {
      this.#fail(failure);
    }
  };

  cancel = async (): Promise<void> => {
    if (this.step.name === 'running') this.step = { ...this.step, stopping: true };
    await api.importCancel().catch((failure: unknown) => this.#fail(failure));
  };

  reset = (): void => {
    this.step = { name: 'idle' };
  };

  async #watch(began: number): Promise<void> {
    while (this.step.name === 'running') {
      const { rows, of, done, failed } = await api.importProgress();
      if (done) this.step = { name: 'done', done };
      else if (failed) this.step = { name: 'failed', code: failed };
      else {
        this.step = { ...this.step, rows, of: of || this.step.of, left: remaining(rows, of, Date.now() - began) };
        await new Promise((resolve) => setTimeout(resolve, every));
      }
    }
  }

  #fail(failure: unknown): void {
    this.step = { name: 'failed', code: api.codeOf(failure) };
  }
}

/** Time left in milliseconds at the pace so far; unknown in the first second. */
export function remaining(rows: number, of: number, elapsed: number): number | null {
  if (rows <= 0 || rows >= of || elapsed < 1000) return null;
  return (elapsed * (of - rows)) / rows;
}

/** Outlives the screen, so that leaving it does not lose an import. */
export const flow = new Flow();
