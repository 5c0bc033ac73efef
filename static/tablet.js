/* On the pages of the house: keep the day for when there is no network, say what is not sent yet, ask before somebody
   leaves, and keep the report that is being written when the network goes. */
(() => {
  "use strict";
  const { tablet } = window;
  const { store } = tablet;
  const part = (name) => document.querySelector(`[data-tablet] [data-part="${name}"]`);
  const holder = document.querySelector("[data-tablet]");
  let owner = null;

  const show = (name, isShown, words) => {
    const place = part(name);
    place.hidden = !isShown;
    const text = place.querySelector("[data-words]");
    if (isShown && text && words !== undefined) {
      text.textContent = words;
    }
    holder.hidden = !holder.querySelector("[data-part]:not([hidden])");
  };

  const counted = (name, count) => {
    const { one, more } = part(name).dataset;
    show(name, count > 0, (count === 1 ? one : more).replace("%s", count));
  };

  const remember = (here) => {
    owner = here.owner;
    counted("attention", here.attention || 0);
    counted("missing", here.missing || 0);
  };

  /* What is not sent yet, and what the house says of it whenever it was asked. */
  const count = async (here) => {
    if (here) {
      remember(here);
    }
    const refused = owner ? await store.countRefused(owner) : 0;
    counted("unsent", owner ? await store.count(owner) - refused : 0);
    counted("refused", refused);
  };

  const language = async () => {
    const cache = await caches.open("thuis-own");
    await cache.put(tablet.address.language, new Response(document.documentElement.lang));
  };

  /* Somebody leaves: send first what is not sent, and ask when that does not work out. */
  const leaving = async (event) => {
    const form = event.target.closest("form");
    if (!form || !tablet.address.leaving.split(" ").includes(new URL(form.action).pathname) || form.dataset.isAsked) {
      return;
    }
    event.preventDefault();
    const left = await tablet.leave();
    if (left && !form.dataset.isWarned) {
      form.dataset.isWarned = "yes";
      counted("leaving", left);
      part("leaving").querySelector("h2").focus();
      part("leaving").querySelector("[data-stay]").onclick = async () => {
        delete form.dataset.isWarned;
        show("leaving", false);
        await tablet.send();
      };
      part("leaving").querySelector("[data-leave]").onclick = () => go(form, true);
      return;
    }
    await go(form, left > 0);
  };

  const go = async (form, isKept) => {
    await store.wipe();
    if (isKept) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "unsent", value: "yes" }));
    }
    form.dataset.isAsked = "yes";
    form.submit();
  };

  /* The report form itself, when the network goes while somebody writes. A worry is never kept here: it cannot wait. */
  const answersOf = (form) => Array.from(new FormData(form))
    .filter(([name, value]) => value !== "" && !["csrf_token", "form_key", "worry", "worry_text"].includes(name))
    .map(([name, value]) => [name, String(value)]);

  const weekdayOf = (answers) => answers.map(([name, value]) => (
    name === "next_visit" && /^\d{4}-/.test(value) ? [name, "other"] : [name, value]
  )).concat(answers.filter(([name, value]) => name === "next_visit" && /^\d{4}-/.test(value))
    .map(([, value]) => ["next_on", value]));

  const keepReport = async (form, visit) => {
    const worry = form.querySelector("[name=worry]:checked");
    if (worry && worry.value !== "no") {
      show("worried", true);
      part("worried").focus();
      return;
    }
    if (!form.querySelector("[name=how]:checked")) {
      show("offline", true);
      return;
    }
    const answers = weekdayOf(answersOf(form)).map((pair) => (
      pair[0] === "next_visit" && pair[1] === "planned" ? ["next_visit", "none"] : pair
    ));
    await tablet.finish(visit.owner, visit.visit.visit, answers);
    form.reset();
    location.assign(tablet.address.shell);
  };

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
    form.dataset.isWatched = "yes";
    form.addEventListener("htmx:sendError", (event) => {
      if (event.detail.elt === form || event.target === form) {
        keepReport(form, answer.said);
      } else {
        show("offline", true);
      }
    });
  };

  const start = async () => {
    const here = await tablet.send({ first: true });
    await tablet.tidy(here);
    await count(here);
    tablet.heard(count);
    tablet.keepSending();
    if (owner) {
      await navigator.serviceWorker.register(tablet.address.worker, { scope: tablet.address.scope });
      await language();
      await watchReport();
      if (tablet.address.isDay) {
        await tablet.pack(here);
        holder.dataset.isPacked = "yes";
      }
    }
  };

  document.addEventListener("submit", leaving, true);
  if (tablet.can()) {
    start().catch(() => show("cannot", Boolean(tablet.address.isDay)));
  } else {
    document.removeEventListener("submit", leaving, true);
    show("cannot", Boolean(tablet.address.isDay));
  }
})();
