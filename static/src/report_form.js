/* The form of a report on a page of the server. Its draft is on the server; this tablet keeps the same, encrypted, for
   when the network goes. Where nobody answers, the report goes into the outbox. A concern is never kept here: it cannot
   wait. */
import { byId, create, findAll } from "./dom.js";
import { decryptOnDevice, encryptOnDevice } from "./encryption.js";
import { endpoints } from "./endpoints.js";
import { onHtmx } from "./htmx_events.js";
import { finishReport } from "./outbox.js";
import { pressEnded } from "./press.js";
import { readForm, toOfflineForm, toServerForm, toTime } from "./report_answers.js";
import { requestJson } from "./server.js";
import * as store from "./store.js";
import { part, show } from "./tablet_messages.js";

/** @import { Answers, FailureDetail, FailureReason, VisitDetails } from "./types.js" */

const NOT_KEPT = ["csrf_token", "form_key", "worry", "worry_text", "worry_about"];
/** @type {FailureReason[]} */
const NO_ANSWER = ["network", "silence", "foreign", "fault", "away"];

/**
 * @param {HTMLFormElement} form
 * @param {Answers} answers
 */
const fill = (form, answers) => /** @type {HTMLInputElement[]} */ (Array.from(form.elements))
  .filter((field) => field.name && field.type !== "hidden" && !NOT_KEPT.includes(field.name))
  .forEach((field) => {
    const found = answers.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "radio" || field.type === "checkbox") {
      field.checked = found.length ? found.includes(field.value) : field.type === "radio" && field.checked;
    } else if (field.tagName !== "BUTTON") {
      field.value = found[0] || "";
    }
  });

class ReportForm {
  /**
   * @param {HTMLFormElement} form
   * @param {{owner: string, visit: VisitDetails & {visit: string}}} about
   */
  constructor(form, { owner, visit }) {
    this.form = form;
    this.owner = owner;
    this.visit = visit;
    this.name = visit.visit;
    // Counters of changes: encrypting takes a moment, and older text must not replace newer.
    this.written = 0;
    this.kept = 0;
  }

  get savedLine() {
    return byId("saved");
  }

  /** When the server last saved this draft. */
  get base() {
    return this.savedLine.dataset.at || "";
  }

  /** @param {string} selector */
  field(selector) {
    return /** @type {HTMLInputElement | null} */ (this.form.querySelector(selector));
  }

  /**
   * @param {boolean} isSaved whether the server has the same
   * @returns {Promise<boolean>} whether nothing was written meanwhile
   */
  async keep(isSaved) {
    const { written } = this;
    const row = await encryptOnDevice(this.owner, this.name, "draft", toOfflineForm(readForm(this.form, NOT_KEPT)));
    if (written >= this.kept) {
      this.kept = written;
      await store.put("drafts", { ...row, isSaved, base: this.base });
    }
    return written === this.written;
  }

  /** Fill in what this tablet has and the server has not: it was written last, or on what the server still has. */
  async restore() {
    const row = await store.get("drafts", this.owner, this.name);
    const isNewer = row && !row.isSaved && (row.base === this.base || row.at > Date.parse(this.base || "0"));
    const answers = isNewer ? await decryptOnDevice("draft", row) : null;
    if (answers) {
      fill(this.form, toServerForm(answers, this.visit));
      show("found", true);
      this.savedLine.textContent = "\u00a0";
      this.form.dispatchEvent(new Event("change", { bubbles: true }));
      this.field("[data-autosave]")?.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (row) {
      await store.remove("drafts", this.owner, this.name);
    }
  }

  /**
   * The autosave got no answer: keep the draft here, and say where it is now.
   * @param {FailureDetail} failure
   */
  async keepHere({ why, signIn }) {
    const isNewest = await this.keep(false);
    await pressEnded();
    const { kept = "", away = "", signedOut = "", signIn: signInText = "" } = part("draft").dataset;
    const isSignedOut = why === "signed-out";
    const keptAt = isNewest ? kept.replace("%(time)s", toTime(new Date())) : "";
    const text = [isSignedOut ? signedOut : away, keptAt].join(" ");
    const line = this.savedLine;
    line.textContent = text;
    line.classList.toggle("row", isSignedOut);
    if (isSignedOut) {
      const button = create("button", { type: "button", className: "button", textContent: signInText });
      button.addEventListener("click", signIn);
      line.replaceChildren(create("span", { className: "fill", textContent: text }), button);
    }
  }

  /** Sent, and Thuis does not answer: into the outbox. Where that cannot be, say so. */
  async finish() {
    const worry = this.field("[name=worry]:checked");
    if (worry && worry.value !== "no") {
      show("worried", true);
      part("worried").focus();
      return;
    }
    const missing = ["how", "holds_for"].find((name) => this.field(`[name=${name}]`)
      && !this.field(`[name=${name}]:checked`));
    if (missing) {
      show("offline", true);
      byId(missing).focus();
      return;
    }
    const answers = toOfflineForm(readForm(this.form, NOT_KEPT));
    const key = this.field("[name=form_key]")?.value;
    await finishReport(this.owner, this.name, answers, { key, details: this.visit });
    this.form.reset();
    location.assign(`${endpoints.shell}#finished`);
  }

  /** @param {Event} event */
  failed(event) {
    /** @type {FailureDetail} */
    const failure = /** @type {CustomEvent} */ (event).detail;
    if (failure.isUserRequest && failure.why === "signed-out") {
      this.keep(false);
    } else if (failure.isUserRequest && NO_ANSWER.includes(failure.why)) {
      event.preventDefault();
      this.finish();
    } else if (!failure.isUserRequest) {
      event.preventDefault();
      this.keepHere(failure);
    }
  }

  watch() {
    this.form.addEventListener("input", () => { this.written += 1; });
    this.form.addEventListener("thuis:failed", (event) => this.failed(event));
    document.addEventListener("thuis:not-now", (event) => {
      event.preventDefault();
      this.finish();
    });
    onHtmx("afterRequest", ({ successful, elt }) => {
      if (successful && elt !== this.form) {
        this.keep(true);
      }
    }, this.form);
    onHtmx("beforeSend", ({ elt }) => {
      if (elt === this.form) {
        store.setSetting("sending", { owner: this.owner, visit: this.name });
      }
    }, this.form);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.written > this.kept) {
        this.keep(false);
      }
    });
    this.form.dataset.isWatched = "yes";
  }
}

/** Keep the draft of the report on this page, where there is one and its writer is here. */
export const watchReportForm = async () => {
  const [form] = /** @type {HTMLFormElement[]} */ (findAll("#report-form"));
  const number = /\/visits\/(\d+)\/report$/.exec(location.pathname);
  if (!form || !number) {
    return;
  }
  form.autocomplete = "off";
  const answer = await requestJson(`${endpoints.visits}${number[1]}`);
  if (answer?.status !== 200) {
    return;
  }
  const report = new ReportForm(form, answer.body);
  const unsent = await store.unsent(report.owner);
  show("waiting", unsent.some((entry) => entry.visit === report.name && entry.finished !== false));
  await report.restore();
  report.watch();
};
