/* Keys of the work board: data-key stands on what they press; J and K go along the rows, Escape back to them. */
import { findAll, targetOf } from "./dom.js";
import { focusOn } from "./focus.js";

/** @param {Element} element */
const isVisible = (element) => element.getClientRects().length > 0;

const currentRow = () => document.activeElement?.closest(".line");

/** @param {1 | -1} direction */
const step = (direction) => {
  const names = findAll(".board .line .name").filter(isVisible);
  const row = currentRow() || document.querySelector(".line.chosen");
  const position = row ? names.findIndex((name) => row.contains(name)) : -1;
  return focusOn(names[Math.min(Math.max(position + direction, 0), names.length - 1)]);
};

/** @param {string} key */
const press = (key) => {
  const row = currentRow();
  const marked = findAll(`[data-key="${CSS.escape(key)}"]`).filter(isVisible);
  const found = marked.find((one) => row?.contains(one)) || marked.find((one) => !one.closest(".line"));
  if (found && !found.matches("input, select, textarea")) {
    found.click();
    return true;
  }
  return focusOn(found);
};

/** From a panel back to the row that it was opened from. */
const leavePanel = () => focusOn(findAll(".line.chosen .name")[0]);

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && targetOf(event).closest(".board #sheet") && leavePanel()) {
    event.preventDefault();
    return;
  }
  const isTyping = targetOf(event).closest("input, select, textarea");
  if (document.body.dataset.keys !== "on" || isTyping || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k" ? step(key === "j" ? 1 : -1) : key.length === 1 && press(key)) {
    event.preventDefault();
  }
});
