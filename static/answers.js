/* What a page does when the answer to a request is not the one that was hoped for: nobody signed in any more, too busy,
   a fault, an answer of somebody else, or none at all. What was typed stays where it is, and the page says so. After a
   sign-in over the page the same form, with the same key, is sent again. */
(() => {
  "use strict";
  const body = document.body;
  const MARK = "Thuis-Answer";
  const PATIENCE = 15000;
  const over = document.getElementById("over");
  const words = document.getElementById("answers").content;
  const renewed = new WeakSet();
  let afterwards = null;
  let saidOf = null;

  const word = (name) => words.querySelector(`[data-for="${name}"]`).cloneNode(true);

  /* Ask ourselves something beside htmx; null when nobody answers, or somebody else does. */
  const ask = async (address, more = {}) => {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE);
    try {
      const answer = await fetch(address, {
        cache: "no-store", credentials: "same-origin", redirect: "manual", signal: patience.signal, ...more,
      });
      return answer.headers.has(MARK) ? { answer, text: await answer.text() } : null;
    } catch (_error) {
      return null;
    } finally {
      clearTimeout(timer);
    }
  };

  const who = async () => {
    const found = await ask(over.dataset.who, { headers: { Accept: "application/json" } });
    return found && found.answer.ok ? JSON.parse(found.text) : null;
  };

  /* The notice above the page: what happened, what became of the words, and one button. */
  const say = (place, parts, button) => {
    const line = document.createElement("div");
    line.className = place.id === "notice" ? "toast row between" : "row";
    line.dataset.answer = "";
    const text = document.createElement("p");
    text.className = "fill";
    parts.forEach((part) => text.append(...part.childNodes, " "));
    line.append(text, ...(button ? [button] : []));
    place.replaceChildren(line);
  };

  const quiet = () => document.querySelectorAll("[data-answer]").forEach((line) => line.remove());

  const isAsked = ({ requestConfig }) => {
    const cause = requestConfig.triggeringEvent;
    return Boolean(cause) && ["click", "submit"].includes(cause.type);
  };

  /* Do the same once more: press what was pressed, or let a background request hear a change. */
  const againOf = (detail) => {
    const { elt, triggeringEvent: cause } = detail.requestConfig;
    if (!isAsked(detail)) {
      return () => elt.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const button = (cause && cause.submitter) || (elt.matches("form") && elt.querySelector("button:not([type=button])"));
    return () => (button || elt).click();
  };

  const failed = (detail, why) => {
    const { elt, verb } = detail.requestConfig;
    saidOf = elt;
    const again = againOf(detail);
    const asked = isAsked(detail);
    const about = { why, isAsked: asked, again, signIn: () => signInFirst(again, false) };
    if (!elt.dispatchEvent(new CustomEvent("thuis:failed", { bubbles: true, cancelable: true, detail: about }))) {
      return;
    }
    if (why === "token") {
      renewed.add(elt);
    }
    if (asked && ["signed-out", "token"].includes(why)) {
      signInFirst(again, verb !== "get");
      return;
    }
    const isSent = asked && verb !== "get";
    const isTyped = Boolean(elt.closest("form[method=post]"));
    tell(why, again, { isTyped, isSent, isOnce: isSent && hasKey(elt), place: placeOf(detail) });
  };

  /* A form with an idempotency key counts once, however often it is sent. */
  const hasKey = (elt) => Boolean((elt.closest("form") || elt).querySelector("[name=form_key]"));

  const placeOf = (detail) => {
    const isLine = !isAsked(detail) && detail.target && detail.target.getAttribute("role") === "status";
    return isLine ? detail.target : document.getElementById("notice");
  };

  const tell = (why, again, { isTyped = true, isSent = false, isOnce = false, place = document.getElementById("notice") } = {}) => {
    const parts = [word(why), word(isTyped ? "typed" : "nothing-typed")];
    if (isOnce && ["silence", "foreign", "network"].includes(why)) {
      parts.push(word("twice"));
    }
    const button = word(why === "signed-out" ? "sign-in" : "again");
    button.addEventListener("click", () => (why === "signed-out" ? signInFirst(again, isSent) : again()));
    say(place, parts, button);
  };

  /* Why an answer cannot be shown; nothing when it can. */
  const reason = (xhr, { elt, verb }) => {
    if (xhr.getResponseHeader(MARK) === null) {
      return xhr.status === 429 ? "busy" : xhr.status >= 500 ? "away" : "foreign";
    }
    const isOld = xhr.status === 400 && verb !== "get" && !renewed.has(elt);
    return { 401: "signed-out", 429: "busy", 503: "away" }[xhr.status] || (xhr.status >= 500 ? "fault" : isOld ? "token" : "");
  };

  body.addEventListener("htmx:beforeOnLoad", (event) => {
    const { xhr, requestConfig } = event.detail;
    const why = reason(xhr, requestConfig);
    if (why) {
      event.preventDefault();
      failed(event.detail, why);
    } else {
      renewed.delete(requestConfig.elt);
      if (isAsked(event.detail) || requestConfig.elt === saidOf) {
        quiet();
      }
    }
  });
  body.addEventListener("htmx:sendError", ({ detail }) => failed(detail, "network"));
  body.addEventListener("htmx:timeout", ({ detail }) => failed(detail, "silence"));

  body.addEventListener("htmx:beforeSend", ({ detail }) => {
    const late = setTimeout(() => {
      const text = Object.assign(document.createElement("p"), { textContent: body.dataset.slow });
      saidOf = detail.elt;
      say(document.getElementById("notice"), [text]);
    }, 8000);
    detail.xhr.addEventListener("loadend", () => clearTimeout(late));
  });

  /* At the first new letter the line below a form says no longer that all is saved. */
  body.addEventListener("input", ({ target }) => {
    const saves = target.closest("[data-autosave]");
    const line = saves && document.querySelector(saves.dataset.autosave);
    if (line) {
      line.textContent = "\u00a0";
    }
  });

  /* The page goes on in the new session: every form on it carries its token. */
  const renew = (token) => {
    document.querySelectorAll("input[name=csrf_token]").forEach((field) => { field.value = token; });
  };

  /* Somebody else is here now: nothing of the one before stays on the screen. */
  const leave = () => {
    document.querySelectorAll("form").forEach((form) => form.reset());
    document.getElementById("content").replaceChildren();
    location.replace(over.dataset.home);
  };

  /* Go on as the one whose page this is: at once, after signing in, or not at all. */
  const goOn = (now, again) => {
    if (now.user !== body.dataset.user) {
      leave();
      return;
    }
    renew(now.token);
    quiet();
    again();
  };

  const signInFirst = async (again, isSent) => {
    quiet();
    const now = await who();
    if (!now) {
      tell("away", again);
    } else if (now.user || !body.dataset.user) {
      goOn(now, again);
    } else {
      await open(again, isSent);
    }
  };

  const show = (html) => {
    over.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    const button = over.querySelector("[data-go-on]");
    if (button && over.dataset.isSent !== "yes") {
      button.textContent = button.dataset.goOn;
    }
    const first = over.querySelector("#errors") || over.querySelector("input:not([type=hidden])");
    if (first) {
      first.focus();
    }
  };

  const open = async (again, isSent) => {
    const found = await ask(over.dataset.form, { headers: { "HX-Request": "true" } });
    if (!found || !found.answer.ok || over.open) {
      tell("away", again);
      return;
    }
    afterwards = again;
    over.dataset.isSent = isSent ? "yes" : "no";
    over.showModal();
    show(found.text);
  };

  const refuse = (why) => {
    const line = Object.assign(word(why), { className: "error", tabIndex: -1 });
    line.setAttribute("role", "alert");
    over.querySelectorAll(":scope > .error").forEach((one) => one.remove());
    over.prepend(line);
    line.focus();
  };

  over.addEventListener("submit", async (event) => {
    event.preventDefault();
    const typed = new URLSearchParams(new FormData(event.target));
    const found = await ask(event.target.action, { method: "POST", body: typed, headers: { "HX-Request": "true" } });
    if (found && found.answer.headers.has("HX-Redirect")) {
      const now = await who();
      const again = afterwards;
      close();
      if (now && now.user) {
        goOn(now, again);
      } else {
        tell("away", again);
      }
    } else if (found && found.answer.status === 422) {
      show(found.text);
    } else {
      refuse(found && found.answer.status === 429 ? "busy" : "away");
    }
  });

  const close = () => {
    afterwards = null;
    over.replaceChildren();
    over.close();
  };

  const notNow = () => {
    const again = afterwards;
    const isSent = over.dataset.isSent === "yes";
    close();
    const about = { bubbles: true, cancelable: true, detail: { again } };
    if (over.dispatchEvent(new CustomEvent("thuis:not-now", about))) {
      tell("signed-out", again, { isSent });
    }
  };

  over.addEventListener("cancel", (event) => {
    event.preventDefault();
    notNow();
  });
  over.addEventListener("click", (event) => event.target.closest("[data-not-now]") && notNow());
})();
