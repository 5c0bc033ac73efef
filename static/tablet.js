/* On the pages of the house: keep the day for when there is no network, say what is not sent yet, ask before somebody
   leaves, and keep the report that is being written when the network goes. */
(() => {
  "use strict";
  const { tablet } = window;
  const { store } = tablet;
  const { part, show, hour, watchReport } = tablet.page;
  const holder = document.querySelector("[data-tablet]");
  let owner = null;

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
    event.stopPropagation();
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

  /* The server has thanked for a report: what this tablet kept of it goes. */
  const forgetSent = async () => {
    const sending = await store.setting("sending");
    if (sending && /\/visits\/\d+\/thanks$/.test(location.pathname)) {
      await store.drop("drafts", sending.owner, sending.visit);
      await store.set("sending", null);
    }
  };

  /* On the day: a visit whose report is here does not ask for it once more. */
  const sayWritten = (visit, words) => {
    const address = tablet.addresses.get(visit);
    document.querySelectorAll(`main a[href="${address}"]`).forEach((link) => {
      const line = Object.assign(document.createElement("p"), { className: "small", textContent: words });
      line.dataset.writtenHere = visit;
      link.replaceWith(line);
    });
    document.querySelectorAll(`[data-written-here="${visit}"]`).forEach((line) => { line.textContent = words; });
  };

  const sayWhatIsHere = async () => {
    for (const entry of await store.unsent(owner)) {
      if (entry.finished !== false) {
        sayWritten(entry.visit, part("sent").dataset.waits);
      }
    }
  };

  /* The moment of trust: which report has come in, and when. */
  const sayItWasSent = ({ visit, initials }) => {
    const { one, nameless, card } = part("sent").dataset;
    const line = document.createElement("p");
    line.textContent = (initials ? one : nameless).replace("%(name)s", initials).replace("%(time)s", hour());
    part("sent").querySelector("[data-lines]").append(line);
    show("sent", true);
    show("waiting", false);
    sayWritten(visit, card.replace("%(time)s", hour()));
  };

  const start = async () => {
    tablet.sentOff(sayItWasSent);
    const here = await tablet.send({ first: true });
    await tablet.tidy(here);
    await count(here);
    tablet.heard(count);
    tablet.keepSending();
    await forgetSent();
    if (owner) {
      await navigator.serviceWorker.register(tablet.address.worker, { scope: tablet.address.scope });
      await language();
      await watchReport();
      if (tablet.address.isDay) {
        await tablet.pack(here);
        await sayWhatIsHere();
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
