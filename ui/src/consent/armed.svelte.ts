/** What can be said yes to only a moment after it was shown, against a click meant for something else. */

/** Yes stays out of reach for so long after the values appear. */
export const arming = 1000;

export class Armed {
  armed = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  arm = (): void => {
    clearTimeout(this.#timer);
    this.armed = false;
    this.#timer = setTimeout(() => (this.armed = true), arming);
  };
}
