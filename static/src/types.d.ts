/** The key of the server to which finished reports are encrypted: a point on P-256, base64url. */
export interface PublicKey {
  id: string;
  public: string;
}

/** What `/tablet/session` answers; `owner` is null where nobody with a tablet is signed in. */
export interface Session {
  owner: string | null;
  token: string;
  key: PublicKey;
  attention?: number;
  unsent?: number;
  missing?: number;
}

/** A session in which somebody is signed in. */
export type OwnSession = Session & { owner: string };

/** An encrypted report as the server takes it; bytes are base64url. */
export interface Envelope {
  version: number;
  key: string;
  owner: string;
  visit: string;
  key_id: string;
  sender: string;
  nonce: string;
  sealed: string;
}

export interface OutboxEntry {
  key: string;
  owner: string;
  visit: string;
  finished: boolean;
  envelope: Envelope;
  refused?: string;
}

export type StoredOutboxEntry = OutboxEntry & { number: number };

/** A row of `visits` or `drafts`: readable with the device key of its owner. */
export interface EncryptedRow {
  owner: string;
  visit: string;
  nonce: Uint8Array<ArrayBuffer>;
  sealed: ArrayBuffer;
  at: number;
}

/** `base`: when the server last saved the draft that this one was written on. */
export interface DraftRow extends EncryptedRow {
  isSaved?: boolean;
  base?: string;
}

/** All that is kept of a visit. */
export interface VisitDetails {
  initials: string;
  /** The initials of each of the people at that house; of tablets of before, nothing. */
  people?: string[];
  starts_at: string;
  minutes: number;
  /** In how many seconds its day begins, when the server sent this. */
  opens_in?: number;
  /** Between these moments on the clock of this tablet no report is asked for. */
  keptAt?: number;
  opensAt?: number;
  isWritten?: boolean;
  sentAt?: string;
}

/** The fields of a form, in order. */
export type Answers = [name: string, value: string][];

export interface HtmxDetail {
  elt: HTMLElement;
  target: HTMLElement;
  xhr: XMLHttpRequest;
  successful?: boolean;
  /** Of a request that is about to be sent. */
  headers: Record<string, string>;
  triggeringEvent?: Event;
  requestConfig: {
    verb: string;
    elt: HTMLElement;
    triggeringEvent?: Event & { submitter?: HTMLElement | null };
  };
}

/** Why an answer to a request cannot be shown. */
export type FailureReason =
  | "network" | "silence" | "foreign" | "fault" | "away" | "busy" | "token" | "signed-out";

/** `thuis:failed`: a request of this form failed; who prevents the default handles it. */
export interface FailureDetail {
  why: FailureReason;
  isUserRequest: boolean;
  signIn: () => void;
}

/** What `/account/passkeys/options` and its relatives answer; bytes are base64url. */
export interface PasskeyOptions {
  challenge: string;
  rp: PublicKeyCredentialRpEntity;
  user: { id: string; name: string; displayName: string };
  pubKeyCredParams: PublicKeyCredentialParameters[];
  userVerification?: UserVerificationRequirement;
  authenticatorSelection?: AuthenticatorSelectionCriteria;
  allowCredentials?: { id: string; type: string }[];
  excludeCredentials?: { id: string; type: string }[];
}

declare global {
  interface Window {
    tablet: typeof import("./tablet.js").tablet;
  }

  /** Put before the service worker by the server. */
  const PRECACHE: { version: string; scope: string; shells: string[]; assets: string[] };
}
