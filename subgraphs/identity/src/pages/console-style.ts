import { createHash } from "node:crypto";
import { STYLE } from "./style.ts";

/** The style sheet of pages with lists and tables: the one of every page, and what they have more. */
export const CONSOLE_STYLE = [
  STYLE,
  "body{padding-top:clamp(1.5rem,4vh,3rem)}",
  "main{max-width:56rem}",
  "nav{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;align-items:baseline;margin:0 0 1.5rem;padding-bottom:1rem;border-bottom:1px solid var(--line)}",
  "nav form{margin:0 0 0 auto}",
  "nav button{width:auto;min-height:0;margin:0;padding:0;border:0;color:var(--accent);font-weight:400;text-decoration:underline}",
  "nav button:hover{background:none}",
  "nav [aria-current]{color:var(--ink);font-weight:650;text-decoration:none}",
  "h2{margin:2rem 0 0;font-size:1.125rem;line-height:1.3;font-weight:650}",
  "h2+form,h2+p+form{margin-top:0}",
  "table{width:100%;margin:1.25rem 0 0;border-collapse:collapse;font-size:.9375rem}",
  "th,td{padding:.625rem 1rem .625rem 0;border-bottom:1px solid var(--line);text-align:start;vertical-align:baseline}",
  "td:last-child,th:last-child{padding-right:0}",
  "th{color:var(--soft);font-size:.875rem;font-weight:500}",
  ".number{text-align:end;font-variant-numeric:tabular-nums}",
  ".pair{display:flex;flex-wrap:wrap;gap:0 1rem;align-items:end}",
  ".pair>*{flex:1 1 12rem;min-width:0}",
  ".pair>button{flex:0 1 11rem}",
  "form>.main{max-width:18rem;margin-top:1.5rem}",
  ".secret{display:block;margin-top:0;text-align:start;user-select:all}",
  "select{display:block;width:100%;min-height:2.875rem;padding:.5rem .75rem;font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--edge);border-radius:.5rem}",
  ".rows li{flex-wrap:wrap}",
  ".rows li>:first-child{flex:1 1 16rem;min-width:0}",
  ".rows li>:last-child{flex:0 1 auto}",
  ".rows .pair button{margin-top:.625rem}",
  ".side{display:flex;flex-wrap:wrap;gap:.5rem}",
  // On a narrow screen a row is a list of its own, each value behind what it is.
  "@media(max-width:44rem){table,tbody,tr,td{display:block}thead{display:none}tr{padding:.75rem 0;border-bottom:1px solid var(--line)}td{display:flex;flex-wrap:wrap;gap:0 .75rem;padding:.125rem 0;border:0;text-align:start}td[data-label]::before{content:attr(data-label);flex:0 0 min(6rem,40%);color:var(--soft)}.number{text-align:start}}",
].join("\n");

/** As a source of `style-src`, as STYLE_SOURCE. */
export const CONSOLE_STYLE_SOURCE = `'sha256-${createHash("sha256").update(CONSOLE_STYLE).digest("base64")}'`;
