/* The page that opens without network: the visits of the day by their initials, and the report of each. What is being
   written is kept sealed while somebody writes; when it is finished, sealed to the house, and it goes when it can. */
(() => {
  "use strict";
  const { tablet } = window;
  const { store, seal } = tablet;
  const ZONE = { timeZone: "Europe/Amsterdam" };
  const LANGUAGE = document.documentElement.lang;
  const DAY = 24 * 3600 * 1000;
  const by = (id) => document.getElementById(id);
  const form = by("tablet-form");
  let owner = null;
  let open = null;
  let waits = 0;
  let written = 0;
  let kept = 0;
  let isAway = false;
  let wasAway = false;
  let isSignedIn = true;

  const say = (moment, parts) => new Intl.DateTimeFormat(LANGUAGE, { ...ZONE, ...parts }).format(moment);
  const weekday = (moment) => say(moment, { weekday: "long", day: "numeric", month: "long" });
  const hour = (moment) => say(moment, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const words = (place, values) => Object.entries(values)
    .reduce((text, [name, value]) => text.replace(`%(${name})s`, value), place);

  const show = (id, isShown) => { by(id).hidden = !isShown; };

  const days = async () => {
    const rows = await store.all("visits", owner);
    const read = await Promise.all(rows.map(async (row) => ({ ...row, ...await seal.read("visit", row) })));
    const known = read.filter((one) => one.starts_at).map((one) => ({ ...one, starts: new Date(one.starts_at) }));
    return known.sort((one, other) => one.starts - other.starts);
  };

  const line = (visit, drafts) => {
    const row = by("visit-row").content.cloneNode(true);
    const button = row.querySelector("button");
    row.querySelector("[data-initials]").textContent = visit.initials;
    row.querySelector("[data-when]").textContent = `${weekday(visit.starts)}, ${hour(visit.starts)}`;
    row.querySelector("[data-written]").hidden = !visit.isWritten || Boolean(visit.sentAt);
    const sent = row.querySelector("[data-sent]");
    sent.hidden = !visit.sentAt;
    const place = sent.querySelector("[data-words]");
    place.textContent = words(place.dataset.words, { time: visit.sentAt ? hour(new Date(visit.sentAt)) : "" });
    row.querySelector("[data-begun]").hidden = visit.isWritten || !drafts.has(visit.visit);
    row.querySelector("[data-about]").textContent = `${visit.initials} ${weekday(visit.starts)}`;
    button.hidden = visit.isWritten;
    button.addEventListener("click", () => write(visit));
    return row;
  };

  const list = async () => {
    const visits = owner ? await days() : [];
    const drafts = new Set(owner ? (await store.all("drafts", owner)).map((row) => row.visit) : []);
    by("visits").replaceChildren(...visits.map((visit) => line(visit, drafts)));
    show("no-day", visits.length === 0);
  };

  const count = async () => {
    const all = owner ? await store.count(owner) : 0;
    const refused = owner ? await store.countRefused(owner) : 0;
    const place = by("unsent");
    const left = all - refused;
    place.hidden = all === 0;
    place.querySelector("[data-count]").textContent = (left === 1 ? place.dataset.one : place.dataset.more)
      .replace("%s", left);
    place.querySelector("[data-refused]").hidden = refused === 0;
  };

  const answers = () => Array.from(new FormData(form))
    .filter(([name, value]) => value !== "" && !["csrf_token", "form_key"].includes(name))
    .map(([name, value]) => [name, String(value)]);

  const inWeeks = (visit, count) => new Date(visit.starts.getTime() + count * DAY);
  const dateOf = (moment) => say(moment, { year: "numeric", month: "2-digit", day: "2-digit" });
  const isoOf = (moment) => new Intl.DateTimeFormat("sv-SE", ZONE).format(moment);

  /* The tablet counts weeks; what goes to the house is a day and an hour. */
  const settled = (visit, pairs) => {
    const next = pairs.find(([name]) => name === "next_visit");
    if (!next || !/^\d+$/.test(next[1])) {
      return pairs;
    }
    const rest = pairs.filter(([name]) => !name.startsWith("next_"));
    const on = inWeeks(visit, Number(next[1]));
    return [...rest, ["next_visit", "other"], ["next_on", isoOf(on)], ["next_hour", hour(visit.starts)]];
  };

  const fill = (pairs) => {
    form.reset();
    pairs.forEach(([name, value]) => form.querySelectorAll(`[name="${CSS.escape(name)}"]`).forEach((field) => {
      if (field.type === "radio" || field.type === "checkbox") {
        field.checked = field.checked || field.value === value;
      } else {
        field.value = value;
      }
    }));
    form.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const write = async (visit) => {
    kept = written;
    open = visit;
    const begun = await seal.read("draft", await store.one("drafts", owner, visit.visit));
    fill(begun || [["minutes", String(visit.minutes)], ["next_visit", "none"]]);
    const title = by("form-title");
    title.textContent = words(title.dataset.words, { name: visit.initials });
    by("form-when").textContent = `${weekday(visit.starts)}, ${hour(visit.starts)}`;
    form.querySelectorAll("[name=next_visit]").forEach((field) => {
      const hint = field.closest("label").querySelector(".hint");
      if (hint && /^\d+$/.test(field.value)) {
        hint.textContent = `${weekday(inWeeks(visit, Number(field.value)))}, ${hour(visit.starts)}`;
      }
    });
    sayKept("");
    show("how-missing", false);
    show("finished", false);
    show("day", false);
    form.hidden = false;
    title.focus();
  };

  /* A line that is empty keeps its height, so that the button below a finger stays where it is. */
  const sayKept = (text) => { by("kept").textContent = text || "\u00a0"; };

  const close = async () => {
    open = null;
    form.reset();
    form.hidden = true;
    show("day", true);
    await list();
  };

  /* Sealing takes a moment and writing goes on: older words never come after newer ones, and only the newest are said
     to be kept. */
  const keep = async () => {
    clearTimeout(waits);
    if (!open || kept === written) {
      return;
    }
    const visit = open.visit;
    const isOpen = () => open && open.visit === visit;
    const here = written;
    const before = await store.one("drafts", owner, visit);
    const draft = { ...await seal.own(owner, visit, "draft", answers()), base: before ? before.base : undefined };
    if (!isOpen() || here <= kept) {
      return;
    }
    kept = here;
    await store.put("drafts", draft);
    if (isOpen() && here === written) {
      sayKept(words(by("kept").dataset.words, { time: hour(new Date()) }));
    }
  };

  const wait = () => {
    written += 1;
    sayKept("");
    clearTimeout(waits);
    waits = setTimeout(keep, 400);
  };

  const finish = async (event) => {
    event.preventDefault();
    if (!form.querySelector("[name=how]:checked")) {
      show("how-missing", true);
      by("how-missing").focus();
      return;
    }
    clearTimeout(waits);
    const visit = open;
    const said = settled(visit, answers());
    open = null;
    await tablet.finish(owner, visit.visit, said);
    await close();
    show("finished", true);
    by("finished").focus();
    tablet.send();
  };

  /* Whether there is network is asked again and again: the page says when it is back. */
  const notice = () => {
    const isOut = !navigator.onLine || isAway;
    wasAway = wasAway || isOut;
    show("without", isOut);
    show("back", wasAway && !isOut && isSignedIn);
    show("sign-in", !isOut && !isSignedIn);
  };

  const answered = async (here) => {
    isAway = !here;
    isSignedIn = Boolean(here && here.owner);
    notice();
    await count();
  };

  /* The moment of trust: which report has come in, and when. */
  const sayItWasSent = async ({ initials }) => {
    const place = by("sent");
    const line = document.createElement("p");
    const { one, nameless } = place.dataset;
    line.textContent = words(initials ? one : nameless, { name: initials, time: hour(new Date()) });
    place.querySelector("[data-lines]").append(line);
    place.hidden = false;
    show("finished", false);
    if (!open) {
      await list();
    }
  };

  const start = async () => {
    owner = await store.setting("owner");
    await list();
    await count();
    notice();
    tablet.heard(count);
    tablet.sentOff(sayItWasSent);
    if (location.hash === "#finished") {
      history.replaceState(null, "", location.pathname + location.search);
      show("finished", true);
      by("finished").focus();
    }
    const here = await tablet.send({ first: true });
    await tablet.tidy(here);
    owner = await store.setting("owner");
    if (here && here.owner) {
      await tablet.pack(here);
    }
    await answered(here);
    if (!open) {
      await list();
    }
    await count();
    tablet.keepSending({ always: () => isAway || !isSignedIn, answered });
  };

  form.addEventListener("input", wait);
  form.addEventListener("submit", finish);
  by("form-back").addEventListener("click", async (event) => {
    event.preventDefault();
    await keep();
    await close();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
  window.addEventListener("offline", () => {
    isAway = true;
    notice();
  });
  if (tablet.can()) {
    start().catch(() => show("cannot", true));
  } else {
    show("cannot", true);
  }
})();
