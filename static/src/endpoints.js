/* The addresses of the server, as the page has them in templates/tablet/_addresses.html. */

/**
 * @typedef {object} Endpoints
 * @property {string} session
 * @property {string} day
 * @property {string} reports
 * @property {string} count
 * @property {string} visits the beginning of an address
 * @property {string} worker
 * @property {string} scope
 * @property {string} shell
 * @property {string} language
 * @property {string} leaving addresses of forms that end the session, separated by spaces
 * @property {string} [isDay] set on the page of the day
 */

export const endpoints = /** @type {Endpoints} */ ({});

/** @param {DOMStringMap} data */
export const setEndpoints = (data) => Object.assign(endpoints, data);
