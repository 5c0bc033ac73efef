/* What the pages need beside htmx: where the focus goes, a word when it takes long, keys, and questions that open others.
   Everything works without it. */
(() => {
  "use strict";
  const body = document.body;
  const requests = new WeakMap();

  const isVisible = (element) => element.getClientRects().length > 0;

  /* Focus: never to the body, and never moved by a swap that nobody asked for. */
  const focusOn = (element) => {
    if (element) {
      element.focus();
    }
    return Boolean(element) && document.activeElement === element;
  };

  const wasAsked = ({ requestConfig }) => {
    const cause = requestConfig && requestConfig.triggeringEvent;
    return Boolean(cause) && ["click", "submit"].includes(cause.type);
  };

  const headingOf = (group) => {
    const heading = group && (group.querySelector("h1, h2, h3") || group);
    return heading && Object.assign(heading, { tabIndex: -1 });
  };

  const placeIn = (row) => row && (row.querySelector(".name[href], .name a") || row.querySelector("a, button, [tabindex]"));

  body.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (!wasAsked(detail)) {
      return;
    }
    const row = detail.target.closest(".line, .list > li, tbody > tr");
    requests.set(detail.xhr, {
      next: row && (row.nextElementSibling || row.previousElementSibling),
      group: detail.target.parentElement && detail.target.parentElement.closest(".block, section, main"),
      isDeed: detail.requestConfig.verb !== "get" && detail.xhr.status < 400,
      isSettled: false,
    });
  });

  const placeAfter = (request, fresh, isLost) => {
    const isRow = fresh.matches(".line, li, tr");
    if (request.isDeed && request.next && request.next.isConnected && (isRow || isLost)) {
      return placeIn(request.next);
    }
    if (isLost && fresh.id === "notice") {
      return headingOf(request.group);
    }
    return isLost && (isRow ? placeIn(fresh) : fresh.hasAttribute("tabindex") ? fresh : headingOf(fresh));
  };

  body.addEventListener("htmx:afterSettle", ({ detail }) => {
    const request = requests.get(detail.xhr);
    const fresh = detail.elt;
    if (!request || request.isSettled) {
      return;
    }
    const wanted = fresh.matches("[data-focus], #errors") ? fresh : fresh.querySelector("[data-focus], #errors");
    if (wanted) {
      request.isSettled = focusOn(wanted.dataset.focus ? document.querySelector(wanted.dataset.focus) : wanted);
      return;
    }
    const isLost = !document.activeElement || document.activeElement === body;
    focusOn(placeAfter(request, fresh, isLost));
  });

  /* The line whose sheet is open is lit. */
  body.addEventListener("htmx:afterSwap", ({ detail }) => {
    const line = detail.target.id === "sheet" && detail.requestConfig.elt.closest(".line");
    if (line) {
      document.querySelectorAll(".line.chosen").forEach((one) => one.classList.remove("chosen"));
      line.classList.add("chosen");
    }
  });

  /* Waiting: nothing at first, then the pressed button says so. A line comes later: see answers.js. */
  body.addEventListener("htmx:beforeSend", ({ detail }) => {
    const cause = detail.requestConfig.triggeringEvent;
    const button = (cause && cause.submitter) || detail.elt.closest(".button");
    const soon = setTimeout(() => {
      if (button) {
        button.dataset.busy = body.dataset.busy;
        button.setAttribute("aria-busy", "true");
      }
    }, 400);
    detail.xhr.addEventListener("loadend", () => {
      clearTimeout(soon);
      if (button) {
        button.removeAttribute("aria-busy");
      }
    });
  });

  /* Questions that open others: data-shows="value:id value:id". */
  const openQuestions = () => {
    document.querySelectorAll("[data-shows]").forEach((holder) => {
      const chosen = Array.from(holder.querySelectorAll("input:checked, select"), (input) => input.value);
      const pairs = holder.dataset.shows.split(" ").map((pair) => pair.split(":"));
      pairs.forEach(([, id]) => {
        const part = document.getElementById(id);
        if (part) {
          const isChosen = pairs.some(([value, other]) => other === id && chosen.includes(value));
          part.hidden = !isChosen && !part.querySelector(".error");
        }
      });
    });
  };
  body.addEventListener("change", openQuestions);
  body.addEventListener("htmx:afterSettle", openQuestions);
  openQuestions();

  /* A phone has no room for every filter and entry: fold the filters, show the entry where we are. */
  const isWide = window.matchMedia("(min-width: 44rem)");
  const fold = () => document.querySelectorAll("[data-fold]").forEach((part) => {
    part.open = isWide.matches;
  });
  isWide.addEventListener("change", fold);
  fold();
  const entry = document.querySelector(".masthead nav [aria-current]");
  if (entry) {
    const hidden = entry.getBoundingClientRect().right - entry.parentElement.getBoundingClientRect().right;
    entry.parentElement.scrollLeft += Math.max(hidden, 0);
  }

  /* Keys of the work board: data-key stands on what they press; J and K go along the rows. */
  const step = (direction) => {
    const names = Array.from(document.querySelectorAll(".board .line .name")).filter(isVisible);
    const here = document.activeElement.closest(".line") || document.querySelector(".line.chosen");
    const position = here ? names.findIndex((name) => here.contains(name)) : -1;
    return focusOn(names[Math.min(Math.max(position + direction, 0), names.length - 1)]);
  };

  const press = (key) => {
    const selector = `[data-key="${CSS.escape(key)}"]`;
    const row = document.activeElement.closest(".line");
    const marked = Array.from(document.querySelectorAll(selector)).filter(isVisible);
    const found = marked.find((one) => row && row.contains(one)) || marked.find((one) => !one.closest(".line"));
    if (found && !found.matches("input, select, textarea")) {
      found.click();
      return true;
    }
    return focusOn(found);
  };

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, select, textarea");
    if (body.dataset.keys !== "on" || isTyping || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k" ? step(key === "j" ? 1 : -1) : key.length === 1 && press(key)) {
      event.preventDefault();
    }
  });
})();
