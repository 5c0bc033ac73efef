/* Entry: the pages of whoever works on a tablet, and the page that opens without network. */
import { find } from "./dom.js";
import { decryptOnDevice } from "./encryption.js";
import { setEndpoints } from "./endpoints.js";
import { startOfflineDay } from "./offline_day.js";
import { finishReports, send } from "./outbox.js";
import { startSignedInPage } from "./signed_in_page.js";
import * as store from "./store.js";

/**
 * What the console of the browser and the tests can reach: the database, reading what is kept in it, finishing reports
 * and sending them. Pages use none of it.
 */
export const tablet = { store, decryptOnDevice, finishReports, send };

window.tablet = tablet;
setEndpoints(find("[data-tablet]").dataset);
if (document.getElementById("tablet-form")) {
  startOfflineDay();
} else {
  startSignedInPage();
}
