import { TEXTS } from "../pages/texts.ts";
import type { MailTemplate, MailValues } from "./mail.ts";
import type { MailText } from "./mail-text.ts";
import { capital, count, factsOf, MAX_NAME, moment, oneLine, shownName } from "./plain.ts";
import { QUOTA_TEXTS } from "./quota-texts.ts";

const PRODUCT = TEXTS.product;

/** What people are told of a tenant of theirs and not of their account. */
type OfTenant = Extract<
  MailTemplate,
  "impersonation-started" | `tenant-${string}` | "join-requested" | "domain-failing" | "quota-reached"
>;

/** The words of these mails, as `MAIL_TEXTS`, which has them too. */
export const TENANT_TEXTS: { readonly [T in OfTenant]: (values: MailValues[T], origin: string) => MailText } = {
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

  "quota-reached": (values) => {
    const tenant = shownName(values.tenant) || "your tenant";
    const { name, unit, effect, todo, cause } = QUOTA_TEXTS[values.quota];
    const isUsedUp = values.percent === 100;
    return {
      subject: `${capital(tenant)} ${isUsedUp ? "has used up" : "has used 80% of"} its ${name}`,
      title: isUsedUp ? `All ${name} are used up` : `80% of the ${name} are used`,
      paragraphs: [
        `${capital(tenant)} uses ${count(values.used)} of the ${count(values.most)} ${unit} that its plan allows.`,
        `${isUsedUp ? "From now on" : "When all of it is used,"} ${effect} What was to be done then is answered with QUOTA_EXCEEDED.`,
        `${todo}, or ask the operator for another plan.`,
      ],
      facts: factsOf(values),
      otherwise: `If you did not expect it, see ${cause}.`,
    };
  },
};
