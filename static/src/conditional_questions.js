/* Questions that open others: data-shows="value:id value:id". */
import { byId, findAll } from "./dom.js";
import { onHtmx } from "./htmx_events.js";

const showChosen = () => findAll("[data-shows]").forEach((holder) => {
  const inputs = /** @type {HTMLInputElement[]} */ (findAll("input:checked, select", holder));
  const chosen = inputs.map((input) => input.value);
  const pairs = (holder.dataset.shows || "").split(" ").map((pair) => pair.split(":"));
  pairs.forEach(([, id]) => {
    const part = byId(id);
    if (part) {
      const isChosen = pairs.some(([value, other]) => other === id && chosen.includes(value));
      part.hidden = !isChosen && !part.querySelector(".error");
    }
  });
});

document.body.addEventListener("change", showChosen);
onHtmx("afterSettle", showChosen);
showChosen();
