import { pulumi } from "../pulumi.js";

const MESSAGE = "Deploy ";
/** How far back the last good deployment is looked for. */
const PAGE_SIZE = 50;

/** https://github.com/pulumi/pulumi `pkg/cmd/pulumi/stack/stack_history.go` */
interface Update {
  readonly kind: string;
  readonly result: string;
  readonly message?: string;
  readonly resourceChanges?: Readonly<Record<string, number>>;
}

/** Said of an update in the stack's history, so that its commit is found again. */
export const messageOf = (commit: string): string => `${MESSAGE}${commit}`;

/** What the history of a stack tells about its deployments. */
export interface Deployments {
  /** Resources by operation of the newest update; `same` is left out. */
  readonly newest: Readonly<Record<string, number>>;
  /** Commit of the newest update that succeeded, of those that this command made. */
  readonly lastGood: string | undefined;
}

export async function deploymentsOf(stack: string, env: NodeJS.ProcessEnv): Promise<Deployments> {
  const { out } = await pulumi(["stack", "history", "--json", "--page-size", `${PAGE_SIZE}`], { stack, env });
  const updates = (JSON.parse(out || "[]") as readonly Update[] | null) ?? [];
  const { same: _, ...newest } = updates[0]?.resourceChanges ?? {};
  const good = updates.find(
    ({ kind, result, message = "" }) => kind === "update" && result === "succeeded" && message.startsWith(MESSAGE),
  );
  return { newest, lastGood: good?.message?.slice(MESSAGE.length) };
}
