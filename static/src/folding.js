/* A phone has no room for every filter: they are folded there, and open on a wide screen. */
import { findAll } from "./dom.js";

const wide = window.matchMedia("(min-width: 44rem)");

const fold = () => /** @type {HTMLDetailsElement[]} */ (findAll("[data-fold]")).forEach((part) => {
  part.open = wide.matches;
});

// Safari before 14 knows no events on media queries.
wide.addEventListener?.("change", fold);
fold();
