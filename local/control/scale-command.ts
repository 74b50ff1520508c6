import type { ControlClient } from "./control-client.js";

const LOOK_EVERY_MS = 200;
const TELL_EVERY_MS = 2_000;
/** Starting a process takes less than a second; a machine that is busy, some. */
const LIMIT_MS = 60_000;

/**
 * `scale`: runs an app in so many instances, and waits until they run.
 *
 * @param site the site's name.
 * @param tell told every two seconds how far it is.
 * @returns what to print.
 * @throws when it is no such number, or they do not run within a minute.
 */
export async function scaleCommand(
  control: Pick<ControlClient, "scale" | "status">,
  site: string,
  number: string | undefined,
  tell: (text: string) => void = () => undefined,
): Promise<string> {
  const wanted = Number(number || Number.NaN);
  if (!Number.isInteger(wanted))
    throw new Error(`scale ${site} ${number ?? ""}: expected a number of instances, e.g. 3`);
  await control.scale(site, wanted);
  const until = Date.now() + LIMIT_MS;
  let tellAt = Date.now() + TELL_EVERY_MS;
  for (;;) {
    const app = (await control.status()).apps.find(({ name }) => name === site);
    if (app?.instances === wanted) return `${site} runs in ${spoken(wanted)}.`;
    if (Date.now() > until) {
      const why = app?.reason === undefined ? "" : `: ${app.reason}`;
      throw new Error(
        `${site} runs in ${spoken(app?.instances ?? 0)} after a minute${why}. See: npm run local -- logs ${site}`,
      );
    }
    if (Date.now() > tellAt) {
      tell(`${site} runs in ${app?.instances ?? 0} of ${spoken(wanted)} …`);
      tellAt = Date.now() + TELL_EVERY_MS;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

const spoken = (count: number): string => (count === 1 ? "1 instance" : `${count} instances`);
