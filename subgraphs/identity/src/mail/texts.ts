import { TEXTS } from "../pages/texts.ts";
import type { FactorWord, MailTemplate, MailValues, ShownFactor } from "./mail.ts";
import type { MailText } from "./mail-text.ts";
import { capital, day, factsOf, moment, oneLine, shownName } from "./plain.ts";
import { TENANT_TEXTS } from "./tenant-texts.ts";

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

  ...TENANT_TEXTS,

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
/** Characters of what somebody writes to whom they invite. */
const MAX_MESSAGE = 500;
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

const works = (expiresAt: string) => `The link works once, until ${moment(expiresAt)}.`;
