import { apps } from "../contracts/apps/index.js";
import { bundle } from "../functions/bundle.js";
import type { Row } from "./row.js";

/** What is posted to Azure for each app. */
export const measurePackages = (): Promise<Row[]> =>
  Promise.all(
    apps.map(async ({ name }) => ({
      name: `package of ${name}`,
      measured: `${((await bundle(name)).zip().length / 1024).toFixed(0)} kB`,
      reference: "",
      limit: "",
      within: true,
    })),
  );
