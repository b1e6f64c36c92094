/** The policy the signed terms point to. */
import { html } from "../html.js";
import { layout } from "./layout.js";

/** The privacy page. */
export function privacyPage({ visitor }) {
  return layout({ title: "Privacy", visitor }, html`
    <section class="wrap prose">
      <h1>Privacy</h1>
      <p class="lead">Halden works for everybody without knowing anybody. If you share details from an Inkling vault, this is what happens to them.</p>
      <h2>What we receive</h2><p>Only what you approved in your vault, at the precision you chose. Nothing is collected from your browsing.</p>
      <h2>What we use it for</h2><p>To suggest products to you and to arrange the shop for you. Not for advertising, not for prices, not for statistics.</p>
      <h2>How long</h2><p>Until the end of the time you chose in your vault. When you stop sooner, it is deleted at once and we sign the date. We promise to keep nothing more than 30 days after the end; in fact we delete at the end. While you pause, we hold none of it.</p>
      <h2>Who else sees it</h2><p>Nobody. It is not merged with any other profile.</p>
      <h2>How the shelves are ordered</h2><p>By a sum of popularity, liked genres, loved brands, departments, colours and budget. Each shelf names the details it stands on, and one switch shows the shop without them.</p>
      <h2>Cookies</h2><p>None until you press Personalise. Then one, which tells your browser from another; it lasts 120 days and is read by nobody else.</p>
    </section>`);
}
