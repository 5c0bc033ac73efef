/* A button that moves while it is pressed gets no click. What would move it waits until the finger or the mouse is up. */
let ended = Promise.resolve();
let isPressed = false;
let end = () => {};

document.addEventListener("pointerdown", ({ button }) => {
  if (button === 0 && !isPressed) {
    isPressed = true;
    ended = new Promise((resolve) => { end = resolve; });
  }
}, { capture: true, passive: true });
// The click comes in the same task as the end of the press.
["pointerup", "pointercancel"].forEach((name) => document.addEventListener(name, () => setTimeout(() => {
  isPressed = false;
  end();
}), { capture: true, passive: true }));

/** @returns {Promise<void>} settled when nothing is pressed, its click included */
export const pressEnded = () => ended;
