/* The outbox: finished reports, in the order in which they were written, sent by their owner alone, one tab at a time.
   An entry goes away when the house says that it has it, and never before. */
(() => {
  "use strict";
  const { store, seal } = window.tablet;
  const holder = document.querySelector("[data-tablet]");
  const address = holder ? holder.dataset : {};
  const LEASE = 30000;
  const MARK = "Thuis-Answer";
  const PATIENCE = 15000;
  const TRIES = 3;
  const PAUSE = 300;
  const REFUSED = [400, 409, 413];
  const said = new EventTarget();
  const addresses = new Map();
  const LATER = Symbol("later");

  const tell = (here) => said.dispatchEvent(new CustomEvent("change", { detail: here }));
  const heard = (listener) => said.addEventListener("change", (event) => listener(event.detail));

  /* A report that was here has come in: its visit says so, and whoever listens hears of whom it was, and when. */
  const sentOff = (listener) => said.addEventListener("sent", (event) => listener(event.detail));

  const mark = async (owner, visit, known) => {
    const row = await store.one("visits", owner, visit);
    const before = await seal.read("visit", row) || {};
    const after = { ...before, ...known };
    if (after.starts_at) {
      await store.put("visits", { ...await seal.own(owner, visit, "visit", after), at: row ? row.at : Date.now() });
    }
    return after;
  };

  const hasArrived = async (entry) => {
    if (entry.finished !== false) {
      const known = await mark(entry.owner, entry.visit, { isWritten: true, sentAt: new Date().toISOString() });
      said.dispatchEvent(new CustomEvent("sent", { detail: { ...known, visit: entry.visit } }));
    }
  };

  /* Ask the house something; null when there is no network, or nobody answers as ours do. */
  const ask = async (where, token, body) => {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE);
    const how = {
      cache: "no-store", credentials: "same-origin", redirect: "manual", signal: patience.signal,
      headers: { Accept: "application/json" },
    };
    if (body) {
      Object.assign(how, { method: "POST", body: JSON.stringify(body) });
      Object.assign(how.headers, { "Content-Type": "application/json", "X-CSRFToken": token });
    }
    try {
      const answer = await fetch(where, how);
      const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      return isJson && answer.headers.has(MARK) ? { status: answer.status, said: await answer.json() } : null;
    } catch (_error) {
      return null;
    } finally {
      clearTimeout(timer);
    }
  };

  const session = async () => {
    const answer = await ask(address.session);
    return answer && answer.status === 200 ? answer.said : null;
  };

  /* One at a time over all tabs: by the browser's locks, or by a lease where it has none. */
  const alone = async (work) => {
    if (navigator.locks) {
      return navigator.locks.request("thuis-outbox", { ifAvailable: true }, (lock) => (lock ? work() : LATER));
    }
    const now = Date.now();
    let isMine = false;
    await store.act(["settings"], "readwrite", (settings) => {
      const asked = settings.get("lease");
      asked.onsuccess = () => {
        isMine = !(asked.result > now);
        if (isMine) {
          settings.put(now + LEASE, "lease");
        }
      };
      return asked;
    });
    if (!isMine) {
      return LATER;
    }
    try {
      return await work();
    } finally {
      await store.set("lease", 0);
    }
  };

  const sendOne = async (here, entry, left) => {
    const answer = await ask(address.reports, here.token, { envelope: entry.envelope, left });
    if (answer && answer.status === 200) {
      await store.sent(entry.number);
      await hasArrived(entry);
      return true;
    }
    if (answer && REFUSED.includes(answer.status) && answer.said.refused) {
      await store.refuse(entry, answer.said.refused);
      return true;
    }
    return false;
  };

  /* Tell the house how many are here, so that it knows what it may still expect, and what got lost. */
  const announce = async (here) => {
    const unsent = await store.count(here.owner);
    if (unsent !== here.unsent) {
      const answer = await ask(address.count, here.token, { unsent });
      here.missing = answer && answer.status === 200 ? answer.said.missing : here.missing;
    }
  };

  const sendAll = async () => {
    const here = await session();
    if (!here || !here.owner) {
      return here;
    }
    await announce(here);
    let after = 0;
    let tries = 0;
    let isChanged = false;
    for (let entry = await store.next(here.owner, after); entry; entry = await store.next(here.owner, after)) {
      const others = await store.count(here.owner) - 1;
      if (await sendOne(here, entry, others)) {
        after = entry.number;
        tries = 0;
        isChanged = true;
        tell();
      } else if (++tries > TRIES) {
        break;
      } else {
        await new Promise((done) => setTimeout(done, tries * PAUSE));
      }
    }
    return isChanged ? await session() || here : here;
  };

  /* Send what can be sent; `first` also where there is nothing, to tell the house so. What comes back is whose tablet
     this is now, null where nobody answers. */
  const send = async ({ first = false } = {}) => {
    if (!first && !await store.countAll()) {
      return null;
    }
    const sent = await alone(sendAll);
    const here = sent === LATER ? await session() : sent;
    tell(here);
    return here;
  };

  const entryOf = async (house, owner, visit, answers, finished, key = seal.newKey()) => {
    const content = { answers, finished, written_at: new Date().toISOString() };
    return { key, owner, visit, finished, envelope: await seal.toHouse(house, owner, visit, key, content) };
  };

  /* A report is finished: seal it at once. From here on this tablet cannot read it. */
  const finish = async (owner, visit, answers, { key, known } = {}) => {
    const house = await store.setting("house");
    await store.finish(await entryOf(house, owner, visit, answers, true, key));
    await mark(owner, visit, { ...known, isWritten: true });
    tell();
  };

  const finishMany = async (owner, reports) => {
    const house = await store.setting("house");
    const entries = [];
    for (const [visit, answers] of reports) {
      entries.push(await entryOf(house, owner, visit, answers, true));
    }
    await store.finishAll(entries);
    tell();
  };

  /* What was being written is sealed to the house as it stands: nobody reads it here, and its writer finishes it there. */
  const sealDrafts = async (owner, which) => {
    const house = await store.setting("house");
    for (const row of (await store.all("drafts", owner)).filter(which)) {
      const answers = row.isSaved ? null : await seal.read("draft", row);
      if (answers && house) {
        await store.finish(await entryOf(house, owner, row.visit, answers, false));
      } else {
        await store.drop("drafts", owner, row.visit);
      }
    }
  };

  /* Nothing readable of somebody who is not here, and nothing older than two days. */
  const tidy = async (here) => {
    for (const owner of await store.owners()) {
      if (here && here.owner !== owner) {
        await sealDrafts(owner, () => true);
        await store.forget(owner);
      } else {
        await sealDrafts(owner, (row) => store.isOld(row.at));
        const old = (await store.all("visits", owner)).filter((row) => store.isOld(row.at));
        await Promise.all(old.map((row) => store.drop("visits", owner, row.visit)));
      }
    }
    if (here && here.owner) {
      await store.set("house", here.key);
      await store.set("owner", here.owner);
    } else if (here) {
      await store.set("owner", null);
    }
  };

  /* The day of whoever is here, from the house, so that it opens without network. */
  const pack = async (here) => {
    const answer = await ask(address.day);
    if (!answer || answer.status !== 200 || answer.said.owner !== here.owner) {
      return;
    }
    const written = new Set((await store.unsent(here.owner)).map((entry) => entry.visit));
    addresses.clear();
    const rows = await Promise.all(answer.said.visits.map(({ visit, address: page, ...known }) => {
      addresses.set(visit, page);
      return seal.own(here.owner, visit, "visit", { ...known, isWritten: written.has(visit) });
    }));
    await store.replaceDay(here.owner, rows);
    if (navigator.storage && navigator.storage.persist) {
      navigator.storage.persist();
    }
  };

  /* Before somebody leaves: what is being written is sealed, everything is sent, and what could be read goes away.
     What is left is how many sealed reports stay behind. */
  const leave = async () => {
    for (const owner of await store.owners()) {
      await sealDrafts(owner, () => true);
    }
    const owner = await store.setting("owner");
    await send();
    return owner ? store.count(owner) : 0;
  };

  /* Now, when there is network again, when somebody looks at the page again, and every twenty seconds;
     every five where it must be noticed that the network is back. */
  const keepSending = ({ always = () => false, answered = () => {} } = {}) => {
    const go = async () => {
      const first = always();
      const here = await send({ first });
      if (first || here) {
        answered(here);
      }
    };
    window.addEventListener("online", go);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && go());
    setInterval(go, 20000);
    setInterval(() => always() && go(), 5000);
  };

  Object.assign(window.tablet, {
    address, addresses, ask, session, heard, sentOff, tell, send, keepSending, finish, finishMany, mark, tidy, pack, leave,
  });
})();
