import type { Factor } from "../accounts/factors/factors.ts";
import { named } from "./form.ts";
import { type Html, html } from "./html.ts";
import { dateWords } from "./texts/factors.ts";
import { TEXTS } from "./texts.ts";

/** What a person is shown of a factor of theirs. */
export type ShownFactor = Omit<Factor, "id"> & { id: string };

/** Where it can be removed. */
export const removal = ({ id }: ShownFactor) => `/account/factors/remove?id=${encodeURIComponent(id)}`;

/** Each leads to where it can be removed. */
export function factorRows(factors: readonly ShownFactor[]): Html | undefined {
  if (factors.length === 0) return undefined;
  const rows = factors.map(
    (factor) =>
      html`<li><a class="button" href="${removal(factor)}">${named(factor.name)} ${about(factor)}</a></li>
`,
  );
  return html`<ul class="choices">
${rows}</ul>
<p class="soft small">${TEXTS.removeFactor.hint}</p>`;
}

/** What it is, since when, and when it was used. */
export function history({ kind, createdAt, lastUsedAt, isFlagged }: ShownFactor): Html {
  const texts = TEXTS.removeFactor;
  const used = lastUsedAt === null ? [] : [texts.used(dateWords(lastUsedAt))];
  const facts = [texts.kinds[kind], texts.added(dateWords(createdAt)), ...used];
  return html`<span class="soft small">${facts.join(", ")}</span>${isFlagged && html`<br><span class="small flagged">${texts.flagged}</span>`}`;
}

/** What it is, and since when. */
export function about({ kind, createdAt, lastUsedAt, isSynced, isFlagged }: ShownFactor): Html {
  const texts = TEXTS.removeFactor;
  if (isFlagged) return html`<span class="small flagged">${texts.flagged}</span>`;
  const facts = [
    texts.kinds[kind],
    ...(isSynced ? [texts.synced] : []),
    lastUsedAt === null ? texts.added(dateWords(createdAt)) : texts.used(dateWords(lastUsedAt)),
  ];
  return html`<span class="soft small">${facts.join(", ")}</span>`;
}
