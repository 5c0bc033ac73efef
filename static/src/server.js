/* Requests beside htmx. Every answer of Thuis carries a mark: one without it comes from a proxy or from a wifi that wants
   a sign-in of its own, and counts as no answer. */
const MARK = "Thuis-Answer";
const TIMEOUT = 15000;

/** @param {Headers} headers */
export const isMarked = (headers) => headers.has(MARK);

/** @param {XMLHttpRequest} xhr */
export const isMarkedRequest = (xhr) => xhr.getResponseHeader(MARK) !== null;

/**
 * @param {string} url
 * @param {RequestInit} [options]
 * @returns {Promise<{status: number, isOk: boolean, headers: Headers, text: string} | null>} null where Thuis did not answer
 */
export const request = async (url, options = {}) => {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), TIMEOUT);
  try {
    const answer = await fetch(url, {
      cache: "no-store", credentials: "same-origin", redirect: "manual", signal: controller.signal, ...options,
    });
    const { status, ok: isOk, headers } = answer;
    return isMarked(headers) ? { status, isOk, headers, text: await answer.text() } : null;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Get JSON, or send it where there is a body.
 * @param {string} url
 * @param {string} [token] for CSRF
 * @param {object} [body]
 * @returns {Promise<{status: number, body: any} | null>} null where Thuis did not answer in JSON
 */
export const requestJson = async (url, token = "", body = undefined) => {
  const accepted = { Accept: "application/json" };
  const answer = await request(url, body === undefined ? { headers: accepted } : {
    method: "POST",
    body: JSON.stringify(body),
    headers: { ...accepted, "Content-Type": "application/json", "X-CSRFToken": token },
  });
  if (!answer?.headers.get("Content-Type")?.startsWith("application/json")) {
    return null;
  }
  try {
    return { status: answer.status, body: JSON.parse(answer.text) };
  } catch {
    return null;
  }
};
