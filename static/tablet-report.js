/* The form of a report on a page of the server: its draft is kept on this tablet too, and when nobody answers it goes the
   way of the reports that are written without network. Also the places where these scripts say something. */
(() => {
  "use strict";
  const { tablet } = window;
  const { store } = tablet;
  const part = (name) => document.querySelector(`[data-tablet] [data-part="${name}"]`);
  const holder = document.querySelector("[data-tablet]");

  const show = (name, isShown, words) => {
    const place = part(name);
    place.hidden = !isShown;
    const text = place.querySelector("[data-words]");
    if (isShown && text && words !== undefined) {
      text.textContent = words;
    }
    holder.hidden = !holder.querySelector("[data-part]:not([hidden])");
  };

  /* The report form itself. Its draft is on the server; this tablet keeps the same, sealed, for when the network goes.
     A worry is never kept here: it cannot wait. */
  const NOT_KEPT = ["csrf_token", "form_key", "worry", "worry_text", "worry_about"];
  const NO_ANSWER = ["network", "silence", "foreign", "fault", "away"];
  const DAY = 24 * 3600 * 1000;

  const answersOf = (form) => Array.from(new FormData(form))
    .filter(([name, value]) => value !== "" && !NOT_KEPT.includes(name))
    .map(([name, value]) => [name, String(value)]);

  /* Days as the shell has them: it knows no calendar of the server, and counts weeks itself. */
  const asShell = (answers) => answers.flatMap(([name, value]) => (
    name === "next_visit" && /^\d{4}-/.test(value) ? [[name, "other"], ["next_on", value]]
      : name === "next_visit" && value === "planned" ? [[name, "none"]] : [[name, value]]
  ));

  const asForm = (answers, { starts_at: startsAt }) => answers.flatMap(([name, value]) => {
    if (name !== "next_visit" || !/^\d+$/.test(value)) {
      return [[name, value]];
    }
    const on = new Date(new Date(startsAt).getTime() + Number(value) * DAY);
    return [[name, "other"], ["next_on", new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Amsterdam" }).format(on)]];
  });

  const fill = (form, answers) => Array.from(form.elements)
    .filter((field) => field.name && field.type !== "hidden" && !NOT_KEPT.includes(field.name))
    .forEach((field) => {
      const found = answers.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "radio" || field.type === "checkbox") {
        field.checked = found.length ? found.includes(field.value) : field.type === "radio" && field.checked;
      } else if (field.tagName !== "BUTTON") {
        field.value = found[0] || "";
      }
    });

  const hour = () => new Intl.DateTimeFormat(document.documentElement.lang, {
    timeZone: "Europe/Amsterdam", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }).format(new Date());

  /* A report that is being written on this page: its form, whose it is, and what the server has of it. */
  class Report {
    constructor(form, { owner: whose, visit }) {
      Object.assign(this, { form, owner: whose, visit, name: visit.visit, written: 0, kept: 0, isAsked: false });
      this.line = () => document.getElementById("saved");
    }

    base() {
      return this.line().dataset.at || "";
    }

    async keep(isSaved) {
      const here = this.written;
      const sealed = await tablet.seal.own(this.owner, this.name, "draft", asShell(answersOf(this.form)));
      if (here >= this.kept) {
        this.kept = here;
        await store.put("drafts", { ...sealed, isSaved, base: this.base() });
      }
      return here === this.written;
    }

    /* What this tablet has and the server has not: it was written last, or on what the server still has. */
    async find() {
      const row = await store.one("drafts", this.owner, this.name);
      const isNewer = row && !row.isSaved && (row.base === this.base() || row.at > Date.parse(this.base() || 0));
      const answers = isNewer ? await tablet.seal.read("draft", row) : null;
      if (answers) {
        fill(this.form, asForm(answers, this.visit));
        show("found", true);
        this.line().textContent = "\u00a0";
        this.form.dispatchEvent(new Event("change", { bubbles: true }));
        this.form.querySelector("[data-autosave]").dispatchEvent(new Event("change", { bubbles: true }));
      } else if (row) {
        await store.drop("drafts", this.owner, this.name);
      }
    }

    /* The autosave got no answer: keep it here, and say where it is now. */
    async keepHere({ why, signIn }) {
      const isNewest = await this.keep(false);
      const { kept, away, signedOut } = this.words().dataset;
      const said = [why === "signed-out" ? signedOut : away, isNewest ? kept.replace("%(time)s", hour()) : ""];
      const line = this.line();
      line.textContent = said.join(" ");
      line.classList.toggle("row", why === "signed-out");
      if (why === "signed-out") {
        const button = Object.assign(document.createElement("button"), { type: "button", className: "button" });
        button.textContent = this.words().dataset.signIn;
        button.addEventListener("click", signIn);
        line.replaceChildren(Object.assign(document.createElement("span"), { className: "fill", textContent: line.textContent }), button);
      }
    }

    words() {
      return part("draft");
    }

    /* Sent, and nobody of ours answers: seal it, as the shell does. Where that cannot be, say so. */
    async finish() {
      const worry = this.form.querySelector("[name=worry]:checked");
      if (worry && worry.value !== "no") {
        show("worried", true);
        part("worried").focus();
        return;
      }
      if (!this.form.querySelector("[name=how]:checked")) {
        show("offline", true);
        return;
      }
      const key = this.form.querySelector("[name=form_key]").value;
      await tablet.finish(this.owner, this.name, asShell(answersOf(this.form)), { key, known: this.visit });
      this.form.reset();
      location.assign(`${tablet.address.shell}#finished`);
    }

    failed(event) {
      const { why, isAsked } = event.detail;
      if (isAsked && why === "signed-out") {
        this.keep(false);
      } else if (isAsked && NO_ANSWER.includes(why)) {
        event.preventDefault();
        this.finish();
      } else if (!isAsked) {
        event.preventDefault();
        this.keepHere(event.detail);
      }
    }

    watch() {
      this.form.addEventListener("input", () => { this.written += 1; });
      this.form.addEventListener("thuis:failed", (event) => this.failed(event));
      document.addEventListener("thuis:not-now", (event) => {
        event.preventDefault();
        this.finish();
      });
      this.form.addEventListener("htmx:afterRequest", ({ detail }) => {
        if (detail.successful && detail.elt !== this.form) {
          this.keep(true);
        }
      });
      this.form.addEventListener("htmx:beforeSend", ({ detail }) => {
        if (detail.elt === this.form) {
          store.set("sending", { owner: this.owner, visit: this.name });
        }
      });
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "hidden" && this.written > this.kept) {
          this.keep(false);
        }
      });
      this.form.dataset.isWatched = "yes";
    }
  }

  const watchReport = async () => {
    const form = document.getElementById("report-form");
    const number = form && /\/visits\/(\d+)\/report$/.exec(location.pathname);
    if (!number) {
      return;
    }
    form.autocomplete = "off";
    const answer = await tablet.ask(`${tablet.address.visits}${number[1]}`);
    if (!answer || answer.status !== 200) {
      return;
    }
    const report = new Report(form, answer.said);
    const unsent = await store.unsent(report.owner);
    show("waiting", unsent.some((entry) => entry.visit === report.name && entry.finished !== false));
    await report.find();
    report.watch();
  };

  tablet.page = { part, show, hour, watchReport };
})();
