/** What went wrong, and what the customer can do. */
import { html } from "../html.js";
import { layout } from "./layout.js";

const WORDS = {
  wrong_session: ["This is not where you began", "The way back works only in the browser you started in, so we forgot what came with it. Start again where you want to be."],
  unknown_code: ["This way back was used already", "It works once. If the shop is not arranged for you, start again."],
  grant_gone: ["This has ended", "What you shared is no longer with us. You can share again whenever you like."],
  grant_paused: ["You paused sharing", "Go on sharing in your vault, then open this way back once more."],
  not_found: ["Nothing on this shelf", "The page may have moved, or never was."],
  foreign_form: ["That came from somewhere else", "Please use the buttons on our own pages."],
};

/** A page for a code. */
export function errorPage(status, code) {
  const [title, advice] = WORDS[code] ?? ["That did not work", "Please try once more. Nothing you shared was changed."];
  return layout({ title, visitor: {} }, html`
    <section class="wrap notice"><p class="quiet">${status}</p><h1>${title}</h1><p class="lead">${advice}</p><p><a class="button" href="/">To the front page</a></p></section>`);
}
