import { existsSync, realpathSync } from "node:fs";
import path from "node:path";

/** The Node that runs everything else: the one among the packages, or this one if it is new enough. */
export function findNode(root) {
  const packaged = path.join(root, "node_modules", ".bin", "node");
  if (existsSync(packaged)) return realpathSync(packaged);
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  throw new Error(
    `Node 24 is needed, this is ${process.version}, and no packaged Node fits ${process.platform} on ${process.arch}. ` +
      "Install Node 24 from https://nodejs.org and run the same command again.",
  );
}
