/* On a device of one user: a page that nobody touches is covered once its session may be locked or over on the server,
   which says whether it is. What was typed stays, beneath. */
import { isUserRequest, onHtmx } from "./htmx_events.js";
import { cover, isCovered } from "./sign_in_again.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const locksAfter = Number(document.body.dataset.locksAfter) * SECOND;
let answeredAt = Date.now();
let touchedAt = answeredAt;

const look = () => {
  const now = Date.now();
  if (!isCovered() && now - answeredAt >= locksAfter && now - touchedAt >= MINUTE) {
    cover();
  }
};

if (locksAfter) {
  ["pointerdown", "keydown", "input"].forEach((name) => document.addEventListener(
    name, () => { touchedAt = Date.now(); }, { capture: true, passive: true },
  ));
  onHtmx("afterRequest", (detail) => { answeredAt = isUserRequest(detail) ? Date.now() : answeredAt; });
  document.addEventListener("visibilitychange", look);
  setInterval(look, MINUTE);
}
