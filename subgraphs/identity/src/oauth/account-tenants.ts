import { appErrorOf } from "@bulkhead/kernel/error.ts";
import type { Provider } from "oidc-provider";
import type { OfferedTemplate, OpenOnboarding } from "../onboarding/deps.ts";
import { confirmTenantPage, newTenantPage, proveAddressPage, type ShownTemplate } from "../pages/new-tenant-pages.ts";
import type { TenantFault } from "../pages/tenant-fault.ts";
import { showNothingHere } from "./account-fault.ts";
import { type AccountSession, requireAccount } from "./account-session.ts";
import type { OAuthDeps } from "./deps.ts";
import { ownerRequest } from "./owner-request.ts";
import { goTo, type PageContext, readForm, showPage } from "./page-context.ts";

const NEW = "/account/tenants/new";
const CONFIRM = "/account/tenants/confirm";
const READY = "/account/tenants/ready";

/** `/account/tenants/new`: a name, a slug or none, and what to begin with. */
export async function answerNewTenant(deps: OAuthDeps, provider: Provider, ctx: PageContext): Promise<void> {
  const visit = await begin(deps, provider, ctx);
  if (!visit) return;
  const { session, open } = visit;
  if (ctx.method !== "POST") {
    if (open && (open.isConfirmed || ctx.query.change === undefined)) return goTo(ctx, CONFIRM);
    return showNew(deps, ctx, 200, open ?? {});
  }
  const form = await readForm(ctx, deps.issuer);
  const [name = "", slug = ""] = ["name", "slug"].map((field) => form.get(field) ?? "");
  const template = form.get("template") ?? (await onlyTemplate(deps));
  if (open?.isConfirmed) return goTo(ctx, CONFIRM);
  try {
    await choose(deps, session, ctx, { name, slug: slug.trim(), template });
    goTo(ctx, CONFIRM);
  } catch (error) {
    const told = tenantFaultOf(error);
    await showNew(deps, ctx, told.status, { name, slug, template }, told.fault);
  }
}

async function onlyTemplate({ onboarding }: OAuthDeps): Promise<string> {
  const [first, ...more] = await onboarding.offeredTemplates();
  return first && more.length === 0 ? first.name : "";
}

/** A slug of ours may be taken between being proposed and being held; one that the person has typed is theirs to change. */
async function choose(
  { onboarding }: OAuthDeps,
  { accountId }: AccountSession,
  ctx: PageContext,
  wanted: { name: string; slug: string; template: string },
): Promise<void> {
  const request = ownerRequest(ctx);
  if (wanted.slug !== "") return onboarding.choose(accountId, wanted, request);
  for (let look = 0; ; look++) {
    const slug = (await onboarding.proposeSlug(wanted.name)) ?? "";
    try {
      return await onboarding.choose(accountId, { ...wanted, slug }, request);
    } catch (error) {
      if (look >= 2 || appErrorOf(error)?.code !== "CONFLICT") throw error;
    }
  }
}

/** `/account/tenants/confirm`: shows what was chosen; its form makes the tenant, or the rest of it. */
export async function answerConfirmTenant(deps: OAuthDeps, provider: Provider, ctx: PageContext): Promise<void> {
  const visit = await begin(deps, provider, ctx);
  if (!visit) return;
  const { session, open } = visit;
  // Posted twice, the second finds it done.
  if (!open) return goTo(ctx, ctx.method === "POST" && visit.isFounded ? READY : NEW);
  const templates = await deps.onboarding.offeredTemplates();
  const show = (status: number, fault?: TenantFault) => {
    const { name, slug } = open;
    const template = templates.length > 1 ? shown(templates).find((one) => one.name === open.template) : undefined;
    const change = open.isConfirmed ? {} : { change: `${NEW}?change=yes` };
    showPage(ctx, status, confirmTenantPage({ action: CONFIRM, name, slug, template, ...change, fault }));
  };
  if (ctx.method !== "POST") return show(200);
  await readForm(ctx, deps.issuer);
  try {
    await deps.onboarding.found(session.accountId, ownerRequest(ctx));
    goTo(ctx, READY);
  } catch (error) {
    const told = tenantFaultOf(error);
    if (told.status === 404) return goTo(ctx, NEW);
    if (told.status === 409) return showNew(deps, ctx, 409, open, told.fault);
    show(told.status, told.fault);
  }
}

interface Visit {
  session: AccountSession;
  open: OpenOnboarding | undefined;
  isFounded: boolean;
}

/** Who is at one of these pages; undefined when they were answered already. */
async function begin(deps: OAuthDeps, provider: Provider, ctx: PageContext): Promise<Visit | undefined> {
  if (!deps.onboarding.isOpen) return void showNothingHere(ctx);
  const session = await requireAccount(deps, provider, ctx);
  if (!session) return undefined;
  const { isProved, open, founded } = await deps.onboarding.find(session.accountId);
  if (isProved) return { session, open, isFounded: founded !== undefined };
  showPage(ctx, 403, proveAddressPage({ proveAt: deps.mail.sends ? "/account/reset" : undefined }));
  return undefined;
}

async function showNew(
  { onboarding }: OAuthDeps,
  ctx: PageContext,
  status: number,
  given: { name?: string; slug?: string; template?: string },
  fault?: TenantFault,
): Promise<void> {
  const templates = await onboarding.offeredTemplates();
  // Nothing is offered: nobody can make one.
  if (templates.length === 0) return showNothingHere(ctx);
  const { name = "", slug = "", template } = given;
  const proposal = fault && "proposal" in fault ? fault.proposal : "";
  const choice = templates.length > 1 ? shown(templates) : [];
  const props = { action: NEW, name, slug: proposal || slug, templates: choice, template, fault };
  showPage(ctx, status, newTenantPage(props));
}

/** Where data is kept is told where it differs. */
function shown(templates: readonly OfferedTemplate[]): ShownTemplate[] {
  const differs = new Set(templates.map(({ region }) => region)).size > 1;
  return templates.map((one) => ({ ...one, region: differs ? one.region : "" }));
}

/** What a page tells of an error, and the status that it then has. Others are thrown on. */
export function tenantFaultOf(error: unknown): { fault: TenantFault; status: number } {
  const { code, fields, extensions } = appErrorOf(error) ?? {};
  const proposal = String(extensions?.proposal ?? "");
  switch (code) {
    case "NOT_FOUND":
      return { fault: { code: "BUSY" }, status: 404 };
    case "CONFLICT":
      return { fault: { code: "TAKEN", proposal }, status: 409 };
    case "RATE_LIMITED":
      return {
        fault: { code: "TOO_MANY", minutes: Math.ceil(Number(extensions?.retryAfter ?? 60) / 60) },
        status: 429,
      };
    case "UNAVAILABLE":
    case "SUBGRAPH_UNAVAILABLE":
      return { fault: { code: "BUSY" }, status: 503 };
    case "INSUFFICIENT_AUTHENTICATION":
      return { fault: { code: "FACTOR" }, status: 403 };
    case "BAD_USER_INPUT":
      return { fault: inputFaultOf(fields?.[0], proposal), status: 400 };
    default:
      throw error;
  }
}

function inputFaultOf(field: { path: string; code: string } | undefined, proposal: string): TenantFault {
  if (field?.path === "input.name") return { code: "NAME" };
  if (field?.path === "input.template") return { code: "TEMPLATE" };
  return field?.code === "RESERVED_SLUG" ? { code: "RESERVED", proposal } : { code: "SLUG" };
}
