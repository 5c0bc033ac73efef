/**
 * The element that must be there.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {T}
 */
export const find = (selector, root = document) => {
  const found = root.querySelector(selector);
  if (!found) {
    throw new Error(`There is no ${selector} on this page.`);
  }
  return /** @type {T} */ (found);
};

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {T[]}
 */
export const findAll = (selector, root = document) => /** @type {T[]} */ (Array.from(root.querySelectorAll(selector)));

/** @param {string} id */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {Event} event */
export const targetOf = (event) => /** @type {HTMLElement} */ (event.target);

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Partial<HTMLElementTagNameMap[T]>} [properties]
 * @returns {HTMLElementTagNameMap[T]}
 */
export const create = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);
