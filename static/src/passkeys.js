/* Passkeys: a form with `data-passkey` lets the device answer before it is sent. `get` uses a passkey, `create` makes one;
   what the device is asked comes from the address in `data-options`. */
import { find, findAll, targetOf } from "./dom.js";
import { requestJson } from "./server.js";

/** @import { PasskeyOptions } from "./types.js" */

/** @param {string} text base64url */
const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

/** @param {ArrayBuffer | null} bytes */
const textOf = (bytes) => (
  btoa(String.fromCharCode(...new Uint8Array(bytes || new ArrayBuffer(0)))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")
);

/** @param {{id: string, type: string}[] | undefined} known */
const knownOf = (known) => (known || []).map((one) => ({ id: bytesOf(one.id), type: /** @type {"public-key"} */ ("public-key") }));

/**
 * @param {string} kind
 * @param {PasskeyOptions} options
 */
const ask = (kind, options) => {
  const challenge = bytesOf(options.challenge);
  if (kind === "get") {
    return navigator.credentials.get({
      publicKey: { ...options, challenge, allowCredentials: knownOf(options.allowCredentials) },
    });
  }
  const user = { ...options.user, id: bytesOf(options.user.id) };
  return navigator.credentials.create({
    publicKey: { ...options, challenge, user, excludeCredentials: knownOf(options.excludeCredentials) },
  });
};

/**
 * The answer as the server reads it.
 * @param {PublicKeyCredential} credential
 */
const written = ({ id, rawId, type, response }) => {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  /** @type {Record<string, any>} */
  const given = response;
  const entries = parts.filter((name) => given[name]).map((name) => [name, textOf(given[name])]);
  return JSON.stringify({ id, rawId: textOf(rawId), type, response: Object.fromEntries(entries) });
};

/**
 * @param {HTMLFormElement} form
 * @param {"" | "stopped" | "known" | "none" | "away"} fault
 */
const say = (form, fault) => findAll("[data-passkey-fault]", form).forEach((line) => {
  line.hidden = line.dataset.passkeyFault !== fault;
});

/** @param {HTMLFormElement} form */
const fieldOf = (form) => /** @type {HTMLInputElement} */ (find("[name=credential]", form));

/** @param {unknown} error */
const faultOf = (error) => {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  if (name === "InvalidStateError") {
    return "known";
  }
  return name === "SecurityError" || name === "NotSupportedError" ? "none" : "stopped";
};

/** @param {HTMLFormElement} form */
const answer = async (form) => {
  const asked = await requestJson(form.dataset.options || "");
  if (asked?.status !== 200) {
    say(form, "away");
    return;
  }
  try {
    const credential = await ask(form.dataset.passkey || "", asked.body);
    fieldOf(form).value = written(/** @type {any} */ (credential));
    // In a dialog a script sends the form. Safari before 16 cannot ask for that, and shows the answer as a page.
    if (form.requestSubmit) {
      form.requestSubmit();
    } else {
      form.submit();
    }
  } catch (error) {
    say(form, faultOf(error));
  }
};

/* Before any other listener: a form that the device did not answer is not sent yet. */
document.addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (targetOf(event));
  if (!form.dataset.passkey || fieldOf(form).value) {
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (form.getAttribute("aria-busy")) {
    return;
  }
  say(form, "");
  if (!window.PublicKeyCredential) {
    say(form, "none");
    return;
  }
  form.setAttribute("aria-busy", "true");
  await answer(form);
  form.removeAttribute("aria-busy");
}, true);
