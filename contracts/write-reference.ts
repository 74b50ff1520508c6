import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { apps } from "./apps/index.js";
import { events } from "./events/index.js";
import { asyncApi } from "./reference/async-api.js";
import { diagram } from "./reference/diagram.js";

const ROOT = join(import.meta.dirname, "..");

/** What `docs/reference/` says of the system, by file: made of contracts and manifests, never by hand. */
export function referenceFiles(): Readonly<Record<string, string>> {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
  return {
    "docs/reference/asyncapi.json": `${JSON.stringify(asyncApi(apps, events, version), undefined, 2)}\n`,
    "docs/reference/system.md": `# The system\n\nMade by \`npm run reference\` of the manifests in \`contracts/apps/\`. As data: [asyncapi.json](asyncapi.json).\n\n\`\`\`mermaid\n${diagram(apps)}\n\`\`\`\n`,
  };
}

if (process.argv[1] === import.meta.filename) {
  for (const [file, text] of Object.entries(referenceFiles())) {
    writeFileSync(join(ROOT, file), text);
    process.stdout.write(`Written: ${file}\n`);
  }
}
