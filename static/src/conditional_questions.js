/* Questions that open others, data-shows="value:id value:id", or that make others fall away, data-hides. */
import { findAll } from "./dom.js";
import { onHtmx } from "./htmx_events.js";

/**
 * @param {"shows" | "hides"} deed
 */
const apply = (deed) => findAll(`[data-${deed}]`).forEach((holder) => {
  const inputs = /** @type {HTMLInputElement[]} */ (findAll("input:checked, select", holder));
  const chosen = inputs.map((input) => input.value);
  const pairs = (holder.dataset[deed] || "").split(" ").map((pair) => pair.split(":"));
  pairs.forEach(([, id]) => {
    const part = document.getElementById(id);
    if (part) {
      const isChosen = pairs.some(([value, other]) => other === id && chosen.includes(value));
      part.hidden = isChosen === (deed === "hides") && !part.querySelector(".error");
    }
  });
});

const showChosen = () => {
  apply("shows");
  apply("hides");
};

document.body.addEventListener("change", showChosen);
onHtmx("afterSettle", showChosen);
showChosen();
