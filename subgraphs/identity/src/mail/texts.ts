import { TEXTS } from "../pages/texts.ts";
import type { Doing, FactorWord, MailTemplate, MailValues, ShownFactor } from "./mail.ts";

/** What a mail says, part by part, in plain text. */
export interface MailText {
  subject: string;
  /** Heading; the subject when not said. */
  title?: string;
  paragraphs: readonly string[];
  /** The one thing to do. */
  button?: { label: string; link: string };
  /** Below the button, such as how long it works. */
  underButton?: string;
  /** Who did it and when, as far as it is known. */
  facts: readonly (readonly [label: string, value: string])[];
  /** A text to be kept as it is, letter for letter. */
  verbatim?: string;
  /** What to do, or not to do, if it was somebody else. */
  otherwise: string;
  /** Where that is done. */
  otherwiseLink?: { label: string; link: string };
}

const PRODUCT = TEXTS.product;

/** Every word of the mails, in English; a translation is another object like this one. */
export const MAIL_TEXTS: { readonly [T in MailTemplate]: (values: MailValues[T], origin: string) => MailText } = {
  "sign-up": (values) => ({
    subject: `Confirm your e-mail address for ${PRODUCT}`,
    title: "Confirm your e-mail address",
    paragraphs: [
      `Somebody, probably you, is signing up for ${PRODUCT} with this address. One more step: choose a password.`,
    ],
    button: { label: "Go on with signing up", link: values.link },
    underButton: works(values.expiresAt),
    facts: factsOf(values),
    otherwise: IGNORE("no account is made"),
  }),

  "sign-up-known": (values, origin) => ({
    subject: `You already have an account at ${PRODUCT}`,
    paragraphs: [
      "Somebody, probably you, tried to sign up with this address. It has an account already, so just sign in.",
    ],
    button: { label: "Sign in", link: `${origin}/account/sign-in` },
    facts: factsOf(values),
    otherwise:
      "If you forgot your password, you can choose another. If it was not you, ignore this mail: nothing has changed.",
    otherwiseLink: { label: "Choose another password", link: `${origin}/account/reset` },
  }),

  activate: (values) => {
    const tenant = shownName(values.tenant) || PRODUCT;
    const by = shownName(values.by);
    return {
      subject: `Set your password for ${tenant}`,
      title: "Set your password",
      paragraphs: [
        greeting(values.name),
        `${by || "An Admin"} gave you access to ${tenant}. Set a password, and you can sign in with this address.`,
      ],
      button: { label: "Set password", link: values.link },
      underButton: works(values.expiresAt),
      facts: factsOf(values),
      otherwise: IGNORE("nobody can sign in with your address"),
    };
  },

  invitation: (values) => {
    const tenant = shownName(values.tenant) || PRODUCT;
    const by = shownName(values.by);
    const message = oneLine(values.message, MAX_MESSAGE);
    return {
      subject: `Join ${tenant} on ${PRODUCT}`,
      title: `Join ${tenant}`,
      paragraphs: [
        by === "" ? `You are invited to ${tenant}.` : `${by} invites you to ${tenant}.`,
        ...(message === "" ? [] : [`${by || "They"} wrote: “${message}”`]),
      ],
      button: { label: "Look at the invitation", link: values.link },
      underButton: works(values.expiresAt),
      facts: [["Role", shownName(values.role) || "A role of theirs"], ...factsOf(values)],
      otherwise: "If it was not you they meant, ignore this mail: without the link nobody joins with your address.",
    };
  },

  "reset-password": (values) => ({
    subject: `Choose another password for ${PRODUCT}`,
    title: "Choose another password",
    paragraphs: ["Somebody, probably you, asked for another password for your account."],
    button: { label: "Choose a password", link: values.link },
    underButton: works(values.expiresAt),
    facts: factsOf(values),
    otherwise: IGNORE("your password stays as it is"),
  }),

  "reset-unknown": (values, origin) => ({
    subject: `You have no account at ${PRODUCT}`,
    title: "There is no account with this address",
    paragraphs: [
      "Somebody, probably you, asked for another password for this address. It has no account here. Perhaps you signed up with another address.",
    ],
    button: { label: "Sign up", link: `${origin}/account/sign-up` },
    facts: factsOf(values),
    otherwise: "If it was not you, ignore this mail: nothing has happened.",
  }),

  "change-email": (values) => ({
    subject: `Confirm your new e-mail address for ${PRODUCT}`,
    title: "Confirm your new e-mail address",
    paragraphs: [
      `The account of ${oneLine(values.oldEmail)} is to have this address from now on. Confirm that it is yours.`,
    ],
    button: { label: "Confirm this address", link: values.link },
    underButton: works(values.expiresAt),
    facts: factsOf(values),
    otherwise: IGNORE("the account keeps the address it has"),
  }),

  "email-changed": (values) => ({
    subject: `Your e-mail address for ${PRODUCT} was changed`,
    title: "Your e-mail address was changed",
    paragraphs: [
      `You now sign in with ${oneLine(values.newEmail)}, and mail about your account goes there. This is the last one to this address.`,
    ],
    facts: factsOf(values),
    otherwise: `If it was not you, take it back now. ${works(values.expiresAt)}`,
    otherwiseLink: { label: "Take the change back", link: values.link },
  }),

  "password-changed": (values, origin) => ({
    subject: `Your password for ${PRODUCT} was changed`,
    title: "Your password was changed",
    paragraphs: [
      "From now on you sign in with the new one. Everywhere else you were signed out.",
      ...stillSignsIn(values.factors ?? []),
    ],
    ...(values.factors?.length ? { button: { label: "Look them through", link: `${origin}/account/factors` } } : {}),
    facts: factsOf(values),
    ...NOT_YOU(origin),
  }),

  "new-device": (values, origin) => ({
    subject: `New sign-in to ${PRODUCT}`,
    title: "You signed in on a new device",
    paragraphs: ["Somebody, probably you, signed in to your account in a browser that was not used for it before."],
    facts: [...factsOf(values), ...networkOf(values)],
    ...NOT_YOU(origin),
  }),

  "more-devices": (values, origin) => ({
    subject: `More new sign-ins to ${PRODUCT}`,
    title: "You signed in on many new devices",
    paragraphs: [
      "Within a day, somebody, probably you, signed in to your account in more than ten browsers that were not used for it before. We send no more of these mails today.",
      "If your browser forgets its cookies, every sign-in looks like a new one.",
    ],
    button: { label: "See where you are signed in", link: `${origin}/account/sessions` },
    facts: [...factsOf(values), ...networkOf(values)],
    ...NOT_YOU(origin),
  }),

  "factor-added": (values, origin) => ({
    subject: `${capital(FACTORS[values.factor])} was added to your account at ${PRODUCT}`,
    title: `${capital(FACTORS[values.factor])} was added`,
    paragraphs: [`You can now sign in with ${named(FACTORS[values.factor], values.name)}.`],
    facts: factsOf(values),
    ...NOT_YOU(origin),
  }),

  "factor-removed": (values, origin) => ({
    subject: `${capital(FACTORS[values.factor])} was removed from your account at ${PRODUCT}`,
    title: `${capital(FACTORS[values.factor])} was removed`,
    paragraphs: [`Nobody can sign in with ${named(FACTORS[values.factor], values.name)} any more.`],
    facts: factsOf(values),
    ...NOT_YOU(origin),
  }),

  "factors-reset": (values, origin) => ({
    subject: `Your second factors for ${PRODUCT} were removed`,
    title: "Your second factors were removed",
    paragraphs: [
      "The operator has removed every authenticator app, passkey and recovery code of your account, and signed you out everywhere.",
      "Until you set up another, your password alone signs you in. Do so in your account.",
    ],
    button: { label: "Set up a second factor", link: `${origin}/account` },
    facts: factsOf(values),
    otherwise:
      "If it was not you who asked for this, choose another password at once, and tell the operator: somebody pretended to be you.",
    otherwiseLink: { label: "Choose another password", link: `${origin}/account/reset` },
  }),

  "factors-replaced": (values, origin) => ({
    subject: `Ways to sign in were removed from your account at ${PRODUCT}`,
    title: values.removed.length > 0 ? "Ways to sign in were removed" : "You were signed out everywhere else",
    paragraphs: [
      ...values.removed.map(({ factor, name }) => `Nobody can sign in with ${named(FACTORS[factor], name)} any more.`),
      "Everywhere else you were signed out, and recovery codes of before no longer work.",
    ],
    facts: factsOf(values),
    ...NOT_YOU(origin),
  }),

  "recovery-codes-made": (values, origin) => ({
    subject: `New recovery codes for your account at ${PRODUCT}`,
    title: "You have new recovery codes",
    paragraphs: ["Keep them where you find them without your phone. Those you had before no longer work."],
    facts: factsOf(values),
    ...NOT_YOU(origin),
  }),

  "recovery-code-used": (values, origin) => ({
    subject: `A recovery code was used to sign in to ${PRODUCT}`,
    title: "A recovery code was used",
    paragraphs: [
      `Somebody, probably you, signed in with one of your recovery codes. ${remaining(values.left)}`,
      ...(values.left <= FEW ? ["Make new ones in your account before you run out."] : []),
    ],
    facts: factsOf(values),
    ...NOT_YOU(origin),
  }),

  "passkey-flagged": (values, origin) => ({
    subject: `A passkey for ${PRODUCT} was stopped`,
    title: "A passkey was stopped",
    paragraphs: [
      `${capital(named(FACTORS.PASSKEY, values.name))} may have been copied: its counter went backwards. It opens nothing any more.`,
      "Remove it in your account and add another.",
    ],
    facts: factsOf(values),
    ...NOT_YOU(origin),
  }),

  "session-ended": (values, origin) => ({
    subject: `You were signed out of ${PRODUCT}`,
    title: values.session === undefined ? "You were signed out everywhere" : "A device was signed out",
    paragraphs: [
      values.session === undefined
        ? "All sessions of your account were ended."
        : `The session on ${oneLine(values.session)} was ended.`,
    ],
    facts: factsOf(values),
    ...NOT_YOU(origin),
  }),

  "impersonation-started": (values) => {
    const tenant = shownName(values.tenant) || PRODUCT;
    const extent = values.writes ? "see and do what that user may" : "see what that user may, and change nothing";
    return {
      subject: `An operator acts as a user of ${tenant}`,
      title: "An operator acts as a user",
      paragraphs: [
        `An operator of the platform acts as ${oneLine(values.user)} in ${tenant} until ${moment(values.until)}. They can ${extent}; password, second factors, keys and members are out of their reach.`,
      ],
      facts: [["Reason", oneLine(values.reason)], ["Operator", oneLine(values.operator)], ...factsOf(values)],
      otherwise:
        "What they do is in the audit log of the tenant, under the user and the operator. If you did not expect it, an Admin can end it at once: endImpersonation.",
    };
  },

  "account-deleted": (values) => ({
    subject: `Your account at ${PRODUCT} was deleted`,
    title: "Your account was deleted",
    paragraphs: [
      "It is gone for good, and with it your password, passkeys and sessions. This is the last mail about it.",
      ...(values.newEmail === undefined
        ? []
        : [
            `Until lately it had this address, then ${oneLine(values.newEmail)}. That change can no longer be taken back; with this address you can sign up anew.`,
          ]),
    ],
    facts: factsOf(values),
    otherwise:
      "If it was not you, somebody knew your password or had your passkey. Tell the Admin of your tenant, and change that password wherever else you use it.",
  }),

  "tenant-closing": (values, origin) => {
    const tenant = shownName(values.tenant) || "your tenant";
    return {
      subject: `${capital(tenant)} at ${PRODUCT} is to be closed`,
      title: `${capital(tenant)} is to be closed`,
      paragraphs: [
        `On ${moment(values.closesAt)} everything in it is destroyed: records, files, keys, users. Until then all of it works.`,
        "Take an export along if you need one. Any Admin can keep it open until that day.",
      ],
      facts: factsOf(values),
      otherwise:
        "If it was not you or another Admin who asked for this, keep it open now and choose another password: somebody else may be in one of your accounts.",
      otherwiseLink: { label: "Choose another password", link: `${origin}/account/reset` },
    };
  },

  "tenant-reopened": (values) => {
    const tenant = shownName(values.tenant) || "your tenant";
    return {
      subject: `${capital(tenant)} at ${PRODUCT} stays open`,
      title: `${capital(tenant)} stays open`,
      paragraphs: ["It is not closed after all. Nothing was destroyed."],
      facts: factsOf(values),
      otherwise: "If it was not you or another Admin who kept it open, ask them: it can be closed again at any time.",
    };
  },

  "tenant-closed": (values) => ({
    subject: `${oneLine(values.slug, MAX_NAME)} was closed and destroyed`,
    title: `${oneLine(values.slug, MAX_NAME)} was closed and destroyed`,
    paragraphs: [
      "Everything in it is gone for good: records, files, keys, users. The certificate says what it was, and is signed. Keep it, if you may have to prove it: this address is forgotten with this mail.",
    ],
    facts: factsOf(values),
    verbatim: values.certificate.replaceAll(/[^\w.-]/g, ""),
    otherwise:
      "If it was not you or another Admin who asked for this, ask the operator, who can also check the certificate. It is a JSON Web Signature (RFC 7515).",
  }),

  "join-requested": (values) => {
    const tenant = shownName(values.tenant) || "your tenant";
    const name = shownName(values.name);
    return {
      subject: `Somebody asks to join ${tenant}`,
      title: "Somebody asks to join",
      paragraphs: [
        `${name === "" ? "Somebody" : name}, with the address ${oneLine(values.email)}, asks to join ${tenant}. They are no member until an Admin lets them in.`,
        "You decide with approveJoinRequest or declineJoinRequest of the API.",
      ],
      facts: factsOf(values),
      otherwise: "If you do not know them, decline the request. Nobody is let in while nobody decides.",
    };
  },

  "domain-failing": (values) => {
    const tenant = shownName(values.tenant) || "your tenant";
    const domain = oneLine(values.domain);
    return {
      subject: values.isLost ? `${domain} is no longer verified` : `The record of ${domain} is gone`,
      paragraphs: values.isLost
        ? [
            `The TXT record that proves ${domain} was not found for three days, so ${tenant} does not have the domain any more and nobody joins by it. Members stay.`,
            "Set the record again and verify the domain, if it is still yours.",
          ]
        : [
            `The TXT record that proves ${domain} for ${tenant} is not found in the DNS. In three days the domain is no longer verified, and nobody joins by it.`,
            "Set the record again; it is looked for once a day.",
          ],
      facts: factsOf(values),
      otherwise: "If the domain is no longer yours, remove it.",
    };
  },

  test: (values) => ({
    subject: `Mail from ${PRODUCT} arrives`,
    title: "Mail arrives",
    paragraphs: ["The operator tried whether this installation can send mail. It can."],
    facts: factsOf(values),
    otherwise: "There is nothing to do.",
  }),
};

/** Words of the frame around every mail. */
export const FRAME = {
  /** Under everything. */
  footer: (address: string) => `Sent to ${address} by ${PRODUCT}. Nobody reads answers to this mail.`,
  /** Before a link in full. */
  plainLink: "If the button does not work, open this address:",
};

const FACTORS: Record<FactorWord, string> = { PASSKEY: "a passkey", AUTHENTICATOR: "an authenticator app" };
/** So few codes that new ones should be made. */
const FEW = 3;

const IGNORE = (effect: string) => `If it was not you, ignore this mail: without the link ${effect}.`;

const NOT_YOU = (origin: string) => ({
  otherwise:
    "If it was not you, somebody else is in your account. Choose another password at once; that signs everybody out.",
  otherwiseLink: { label: "Choose another password", link: `${origin}/account/reset` },
});

function remaining(left: number): string {
  if (left === 0) return "It was the last one.";
  return left === 1 ? "1 is left." : `${left} are left.`;
}

function stillSignsIn(factors: readonly ShownFactor[]): string[] {
  if (factors.length === 0) return [];
  return [
    "What signs in beside it has stayed:",
    ...factors.map(
      ({ factor, name, addedAt }) => `${capital(named(FACTORS[factor], name))}, added on ${day(addedAt)}.`,
    ),
    "If you do not know one of them, somebody else may have added it: sign in and remove it.",
  ];
}

function networkOf({ network }: { network?: string }): [string, string][] {
  return network === undefined ? [] : [["Network address", oneLine(network)]];
}

function greeting(name: string): string {
  const shown = shownName(name);
  return shown === "" ? "Hello," : `Hello ${shown},`;
}

function named(factor: string, name: string): string {
  const shown = shownName(name);
  return shown === "" ? factor : `${factor} (${shown})`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const works = (expiresAt: string) => `The link works once, until ${moment(expiresAt)}.`;

function factsOf({ at, device }: Doing): [string, string][] {
  return [
    ["When", moment(at)],
    ...(device === undefined || device === "" ? [] : [["Device", oneLine(device)] as [string, string]]),
  ];
}

const FORMAT = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });

/** In UTC: where the reader is, nobody knows. */
function moment(at: string): string {
  return `${FORMAT.format(new Date(at))} UTC`;
}

const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

const day = (at: string) => DAY.format(new Date(at));

const MAX_NAME = 64;
const MAX_LINE = 254;
const MAX_MESSAGE = 500;

/** What somebody gave us, as a mail may show it: on one line, of bounded length. */
function oneLine(text: string, max = MAX_LINE): string {
  const line = text.replaceAll(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  return line.length > max ? `${line.slice(0, max - 1).trimEnd()}…` : line;
}

/**
 * As `oneLine`, a name that somebody chose. One that mail programs might make a link of is not shown, since an invitation
 * must not carry anybody's advertisement.
 */
export function shownName(name: string): string {
  const line = oneLine(name, MAX_NAME);
  return /:\/\/|@|\bwww\.|[\p{L}\p{N}]\.\p{L}{2,}/iu.test(line) ? "" : line;
}
