import { type Html, html } from "../html.ts";
import { minutes } from "./sign-in.ts";

const passwordRule = (min: number, max: number) => `${min} to ${max} characters; a few words make a good one.`;

/** Words of the pages for what a person does with their own account by mail and password. */
export const ACCOUNTS_TEXTS = {
  passwordRule,
  newPassword: "New password",
  back: "Back to your account",
  signIn: "Sign in",
  faults: {
    EMAIL: () => "Give one e-mail address such as ada@example.com.",
    SAME_EMAIL: () => "This is your address already. Give another one.",
    NAME: () => "Give a name of 1 to 200 characters on one line.",
    WRONG_PASSWORD: () => "This is not the password that you have now.",
    TOO_MANY_ATTEMPTS: (wait: number) => `Too many attempts. Try again in ${minutes(wait)}.`,
    TOO_MANY_MAILS: (wait: number) =>
      `Your network has asked for as many mails as we send in an hour, so none was sent now. Try again in ${minutes(wait)}, or from another network.`,
    BUSY: () => "Many people are doing this just now. Try again in a moment.",
  },

  mailSent: {
    title: "Look into your mail",
    lead: (email: Html) => html`We are sending a mail to ${email}. Open the link in it to go on.`,
    hint: "Nothing there after a few minutes? Look among the unwanted mail, or check the address and ask again later.",
    again: "Give another address, or ask again",
  },

  deadLink: {
    title: "This link does not work",
    sentence: "It was used already, a newer one has taken its place, or it has expired.",
    again: "Ask for a new link",
  },

  signUp: {
    title: "Create an account",
    lead: "We send you a link to prove that the address is yours.",
    submit: "Send the link",
    known: "Have an account?",
    confirmTitle: "Choose your password",
    confirmLead: "Your address is proved. Two more things, and you are in.",
    name: "Your name",
    confirm: "Create the account",
  },

  reset: {
    title: "Forgot your password?",
    lead: "Give the address that you sign in with. We send you a link to choose another password.",
    submit: "Send the link",
    confirmTitle: "Choose another password",
    confirmLead: "Whoever is signed in with the old one is signed out everywhere.",
    confirm: "Set password",
    doneTitle: "Your password is set",
    done: "Sign in with it from now on. You were signed out everywhere.",
  },

  changeEmail: {
    title: "Change your address",
    lead: (email: Html) =>
      html`You sign in with ${email}. We send a link to the new address; until you open it, nothing changes.`,
    email: "New e-mail address",
    submit: "Send the link",
    confirmTitle: "Use this address?",
    confirmLead: (email: Html) => html`You sign in with ${email} from now on, and mail about your account goes there.`,
    confirm: "Use this address",
    signInTitle: "Sign in first",
    signInLead: "Sign in to your account in this browser. Then open the link in the mail once more.",
    doneTitle: "Your address is changed",
    done: (email: Html) => html`You sign in with ${email} from now on. We told the old address.`,
    revertTitle: "Take the change back?",
    revertLead: (email: Html) =>
      html`Your account gets the address ${email} back. Everybody is signed out, the password works no longer, and we send you a link to choose another.`,
    revert: "Take it back",
    again: "Ask for another link",
    revertedTitle: "The change is taken back",
    reverted: (email: Html) =>
      html`Your account is shut until you choose another password. The link is on its way to ${email}.`,
  },

  changePassword: {
    title: "Change your password",
    lead: "You stay signed in here, and are signed out everywhere else.",
    current: "Password you have now",
    submit: "Change password",
    doneTitle: "Your password is changed",
    done: "You are still signed in here, and signed out everywhere else.",
    asked: "The next page asks for your second factor once more.",
  },
} as const;
