import { type Html, html } from "../html.ts";
import { minutes } from "./sign-in.ts";

/** Words of the pages on which a person makes a tenant of their own, or joins one by their address. */
export const TENANT_TEXTS = {
  row: "Set up a company",
  rowHint: "its people, data and keys in one place",
  rowOpen: "finish what you began",
  joinRow: "Join a company",
  joinHint: {
    AUTOMATIC: (tenant: Html) => html`${tenant} lets people with your address in`,
    APPROVAL: (tenant: Html) => html`${tenant} lets people with your address ask`,
    REQUESTED: (tenant: Html) => html`an Admin of ${tenant} decides`,
    DECLINED: (tenant: Html) => html`${tenant} has declined`,
  },

  newTitle: "Set up your company",
  newLead: "You will be its Admin. Others join when you invite them.",
  name: "Company name",
  slug: "Short name",
  slugRule: "Letters a to z, digits and hyphens. Leave it empty, and we propose one. It cannot be changed later.",
  template: "What to begin with",
  region: (region: string) => `Data is kept in: ${region}`,
  goOn: "Continue",
  faults: {
    NAME: () => "Give a name of 1 to 200 characters on one line.",
    SLUG: () => "Give a short name of 2 to 63 letters a to z, digits and hyphens, with a letter or digit at both ends.",
    RESERVED: (proposal: string) => `This short name is not given away. ${free(proposal)}`,
    TAKEN: (proposal: string) => `Somebody has this short name, or one that looks like it. ${free(proposal)}`,
    TEMPLATE: () => "Choose what to begin with.",
    TOO_MANY: (wait: number) => `That is enough for now. Try again in ${minutes(wait)}.`,
    BUSY: () => "It did not work just now. Nothing is lost: try again in a moment.",
    FACTOR: () => "Your company asks for a second factor. Add a passkey or an authenticator app to your account first.",
  },

  confirmTitle: "Is this right?",
  confirmLead: "The short name is held for you for an hour.",
  confirm: "Create the company",
  change: "Change it",
  resumeTitle: "One step is left",
  resumeLead: "Making your company was interrupted. Go on, and it is finished.",
  resume: "Go on",

  readyTitle: "Your company is ready",
  ready: (tenant: Html) => html`${tenant} is yours, and you are its Admin.`,
  readyKey:
    "Programs come in with an API key. Make the first one, with the role Developer: it may define data, read it and write it.",
  keyName: "First Developer key",
  makeKey: "Make a Developer key",
  later: "Not now",
  keyTitle: "Keep this key",
  key: "It is shown this once and stored nowhere. Whoever has it can do what a Developer can.",
  keyLabel: "API key",
  tryIt: "Try it at a command line:",
  explorer: "Open the API explorer",
  done: "I have kept it",

  proveTitle: "Prove your address first",
  prove: "Nobody has opened a link that we sent to it. Choose another password by mail: that proves it.",
  proveLink: "Send me a link",

  joinTitle: "Join a company",
  join: {
    AUTOMATIC: (tenant: Html) => html`People with an address like yours may join ${tenant}.`,
    APPROVAL: (tenant: Html) => html`People with an address like yours may ask to join ${tenant}. An Admin decides.`,
    REQUESTED: (tenant: Html) =>
      html`You have asked to join ${tenant}. An Admin decides; you are in when they let you.`,
    DECLINED: (tenant: Html) => html`Your request to join ${tenant} was declined. You may ask again after a week.`,
    MEMBER: (tenant: Html) => html`You are a member of ${tenant}. Sign in with the application that you want to use.`,
  },
  joinSees: "Its Admins see your name and your address.",
  joinSubmit: { AUTOMATIC: "Join", APPROVAL: "Ask to join" },
  joinedTitle: "You are in",
  askedTitle: "You have asked",
} as const;

function free(proposal: string): string {
  return proposal === "" ? "Choose another." : `${proposal} is free.`;
}
