/* Tells the server which requests of htmx no user made: a part of a page that fetches itself, or hits that follow what is
   typed. They do not keep a session alive. What saves itself while somebody writes does. */
import { onHtmx } from "./htmx_events.js";

const BY_USER = ["click", "submit", "change"];

onHtmx("configRequest", ({ elt, headers, triggeringEvent }) => {
  if (!BY_USER.includes(triggeringEvent?.type || "") && !elt.closest("[data-autosave]")) {
    headers["Thuis-Background"] = "1";
  }
});
