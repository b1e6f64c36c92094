/** Two small conveniences; every page works without them. */

/** Copies the link for the vault. */
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    await navigator.clipboard.writeText(field.value);
    button.textContent = "Copied";
  });
}

/** Watches a request and goes home once the way back was taken, in this tab or another. */
const waiting = document.querySelector("[data-watch]");
const WORDS = {
  answered: "Your vault has answered. It is opening the way back in a new tab.",
  declined: "Nothing was shared. The shop stays as it is.",
  expired: "This link has run out. Go back and start again when you like.",
};

async function watch() {
  const answer = await fetch(waiting.dataset.watch, { headers: { accept: "application/json" } }).catch(() => undefined);
  const state = answer?.ok ? (await answer.json()).state : "waiting";
  if (state === "personalised") return location.replace("/?welcome=1");
  if (state in WORDS) waiting.textContent = WORDS[state];
  if (state === "waiting" || state === "answered") setTimeout(watch, 2000);
}
if (waiting) setTimeout(watch, 2000);
