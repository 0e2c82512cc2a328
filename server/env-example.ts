import path from "node:path";
import { allSettings } from "./config.ts";

/** `.env.example`: every setting with its description and default, made from the declarations so that it cannot lag. */
export function envExample(root: string): string {
  const blocks = Object.values(allSettings).map(({ variable, description, secret, defaultText }) => {
    const shown = defaultText?.startsWith(root) ? path.relative(root, defaultText) : (defaultText ?? "");
    const note = secret ? " Secret: no default outside development." : "";
    return `# ${description}${note}\n#${variable}=${shown}\n`;
  });
  const head =
    "# Every setting of Bulkhead with its default. In development all of them may stay unset.\n# Made by `npm run generate`.\n";
  return [head, ...blocks].join("\n");
}
