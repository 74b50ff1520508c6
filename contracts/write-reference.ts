import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { apps } from "./apps/index.js";
import { events } from "./events/index.js";
import { asyncApi } from "./reference/async-api.js";
import { diagram } from "./reference/diagram.js";
import { openApi } from "./reference/open-api.js";

const ROOT = join(import.meta.dirname, "..");

/** What `docs/reference/` says of the system, by file: made of contracts and manifests, never by hand. */
export function referenceFiles(): Readonly<Record<string, string>> {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
  const answering = apps.flatMap((app) => {
    const document = openApi(app, version);
    return document === undefined ? [] : [{ file: `openapi-${app.name}.json`, document }];
  });
  const links = ["asyncapi.json", ...answering.map(({ file }) => file)].map((file) => `[${file}](${file})`);
  return {
    "docs/reference/asyncapi.json": json(asyncApi(apps, events, version)),
    ...Object.fromEntries(answering.map(({ file, document }) => [`docs/reference/${file}`, json(document)])),
    "docs/reference/system.md": `# The system\n\nMade by \`npm run reference\` of the manifests in \`contracts/apps/\`. As data: ${links.join(", ")}.\n\n\`\`\`mermaid\n${diagram(apps)}\n\`\`\`\n`,
  };
}

const json = (document: object): string => `${JSON.stringify(document, undefined, 2)}\n`;

if (process.argv[1] === import.meta.filename) {
  for (const [file, text] of Object.entries(referenceFiles())) {
    writeFileSync(join(ROOT, file), text);
    process.stdout.write(`Written: ${file}\n`);
  }
}
