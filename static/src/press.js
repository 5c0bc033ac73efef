/* A button that moves while it is pressed gets no click. What would move it waits until the finger or the mouse is up. */
let ended = Promise.resolve();

document.addEventListener("pointerdown", () => {
  ended = new Promise((resolve) => {
    // The click comes in the same task as the end of the press.
    ["pointerup", "pointercancel"].forEach((name) => document.addEventListener(
      name, () => setTimeout(resolve), { capture: true, once: true },
    ));
  });
}, { capture: true, passive: true });

/** @returns {Promise<void>} settled when nothing is pressed, its click included */
export const pressEnded = () => ended;
