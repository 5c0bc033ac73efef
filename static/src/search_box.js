/* The search of every page: the arrows go along what was found, Enter opens it, Escape closes the list. */
import { byId, findAll, targetOf } from "./dom.js";
import { onHtmx } from "./htmx_events.js";

const box = /** @type {HTMLInputElement | null} */ (byId("search-words"));
const options = () => findAll("#search-hits [role=option]");
const active = () => options().find((option) => option.getAttribute("aria-selected") === "true");

/** @param {HTMLElement | undefined} option */
const choose = (option) => {
  options().forEach((one) => one.setAttribute("aria-selected", String(one === option)));
  option?.scrollIntoView({ block: "nearest" });
  if (option) {
    box?.setAttribute("aria-activedescendant", option.id);
  } else {
    box?.removeAttribute("aria-activedescendant");
  }
};

/** @param {boolean} isOpen */
const show = (isOpen) => {
  byId("search-hits").hidden = !isOpen;
  box?.setAttribute("aria-expanded", String(isOpen && options().length > 0));
  choose(undefined);
};

/** @param {1 | -1} direction */
const step = (direction) => {
  const found = options();
  const position = found.findIndex((option) => option === active());
  show(true);
  choose(found[position < 0 && direction < 0 ? found.length - 1 : (position + direction + found.length) % found.length]);
};

/** @type {Record<string, () => boolean>} */
const keys = {
  ArrowDown: () => { step(1); return true; },
  ArrowUp: () => { step(-1); return true; },
  Enter: () => { active()?.click(); return Boolean(active()); },
  Escape: () => { const isOpen = !byId("search-hits").hidden; show(false); return isOpen; },
};

box?.addEventListener("keydown", (event) => {
  const press = options().length || event.key === "Escape" ? keys[event.key] : undefined;
  if (press?.()) {
    event.preventDefault();
  }
});
box?.addEventListener("focus", () => show(Boolean(box.value) && options().length > 0));

document.addEventListener("focusin", (event) => {
  if (box && !targetOf(event).closest(".search-box")) {
    show(false);
  }
});
document.addEventListener("click", (event) => {
  if (box && !targetOf(event).closest(".search-box")) {
    show(false);
  }
});

onHtmx("afterSettle", ({ elt }) => {
  if (elt.id === "search-hits") {
    show(!elt.hidden && Boolean(box?.value));
  }
});
