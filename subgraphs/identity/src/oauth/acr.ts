// biome-ignore lint/performance/noBarrelFile: the classes are the kernel's, since resources compare them too
export {
  ACRS,
  type Acr,
  acrOfPolicy,
  isAtLeast,
  MULTI_FACTOR_ACR,
  PASSWORD_ACR,
  PHISHING_RESISTANT_ACR,
  strongest,
} from "@bulkhead/kernel/acr.ts";
