import { readNetworkRange } from "@bulkhead/kernel/network-range.ts";
import { MFA_POLICIES, type MfaPolicy } from "@bulkhead/kernel/tenant-settings.ts";
import { flag, limit, list, oneOf, whole } from "./setting.ts";

export const MAX_GRACE_DAYS = 90;
const MAX_NETWORKS = 50;

/** What a shorter time ends at once. */
function shortens(what: string) {
  return (before: number | null, after: number | null) =>
    after !== null && (before === null || after < before) ? what : undefined;
}

export const SECURITY = {
  mfa: oneOf<MfaPolicy>(MFA_POLICIES, {
    standard: "OPTIONAL",
    isPushed: true,
    description:
      "What it takes to enter the tenant, beside the password. Asking for more begins after the grace period, asking for less at once.",
    acts: "The authorisation server asks it of everybody who enters, and at every refresh; sensitive mutations ask it at once.",
  }),
  mfaGraceDays: whole(
    { min: 0, max: MAX_GRACE_DAYS, unit: "days" },
    {
      standard: 0,
      description:
        "Days that people are given when `mfa` is changed to ask for more, in the same change or a later one; a period that runs is not moved.",
      acts: "Decides `mfaEnforcedFrom`; people are told the day when they sign in.",
    },
  ),
  sessionHours: limit(
    { min: 1, max: 4_320, unit: "hours" },
    {
      isPushed: true,
      isCeiling: true,
      description:
        "Hours after which somebody who signed in to an application must do so again, however much they use it. Null: 4,320, which is 180 days.",
      acts: "Tokens of older grants open nothing and are not renewed, within a second of the change.",
      warn: shortens("Whoever signed in longer ago than that must sign in again."),
    },
  ),
  sessionIdleHours: limit(
    { min: 1, max: 336, unit: "hours" },
    {
      isPushed: true,
      isCeiling: true,
      description:
        "Hours without use after which somebody must sign in to an application again. Null: 336, which is 14 days.",
      acts: "The authorisation server does not renew tokens of grants that were not used for longer.",
      warn: shortens("Whoever did not use an application for longer than that must sign in again."),
    },
  ),
  allowedNetworks: list(
    {
      max: MAX_NETWORKS,
      bounds: "addresses or CIDR ranges of IPv4 and IPv6",
      check: readNetworkRange,
      wanted: "Give an address or a range as 203.0.113.0/24 or 2001:db8::/32.",
    },
    {
      isPushed: true,
      description:
        "Networks from which the tenant's keys, users and machines may call. Empty: from anywhere. A change that would shut out whoever makes it is refused.",
      acts: "The gateway refuses all else with NETWORK_NOT_ALLOWED, for GraphQL, REST and sockets, open ones too, by the address that trusted proxies vouch for. From elsewhere no link to an export works.",
      warn: (_before, after) =>
        after.length > 0 ? "Whoever calls from elsewhere is refused, and their open sockets are closed." : undefined,
    },
  ),
  apiKeys: flag({
    standard: true,
    isPushed: true,
    description:
      "Whether API keys open anything. Off, none works and none can be made; on again, those that there were work again. Only a user can switch it off.",
    acts: "Requests with a key are answered UNAUTHENTICATED, createApiKey FEATURE_DISABLED, within a second of the change. Links made with a key are dead, and jobs asked for with one end, as if it were revoked.",
    warn: (before, after) => (before && !after ? "Every API key of the tenant stops working." : undefined),
  }),
  apiKeyDays: limit(
    { min: 1, max: 3_650, unit: "days" },
    {
      isPushed: true,
      isCeiling: true,
      description:
        "Days after which an API key opens nothing any more. Null: none ends by its age. Only a user can shorten it.",
      acts: "Requests with an older key are answered UNAUTHENTICATED. Links made with it are dead, and jobs asked for with it end.",
      warn: shortens("API keys that are older stop working."),
    },
  ),
  impersonation: flag({
    standard: true,
    isPushed: true,
    // Else whoever operates the platform could allow it to themselves.
    isOwn: true,
    description:
      "Whether operators of the platform may act as users of the tenant, with a reason and for an hour at most. Off, those who do stop, and do not go on when it is on again.",
    acts: "Whoever asks for startImpersonation is refused with FORBIDDEN. Tokens of impersonations open nothing and their sockets are closed, within a second of the change.",
    warn: (before, after) =>
      before && !after
        ? "Operators who act as users of the tenant stop at once, and cannot see what its people see when they are asked for help."
        : undefined,
  }),
};
