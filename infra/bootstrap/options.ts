import { parseArgs } from "node:util";

export const HELP = `Makes what has to be there before the system is deployed: for each environment a resource group, a place and a key for
Pulumi's state, and who CI logs in as. Run once by an administrator (az login), and again whenever its config changes.

Usage: npm run bootstrap [-- options]

  --preview       only shows what would change
  --init-stacks   makes the stacks dev, staging and prod as well, each with a new pseudonym-key, and writes how their
                  secrets are encrypted into Pulumi.<stack>.yaml, for you to commit
  --gh            sets GitHub's environments and variables with gh, instead of printing the commands
  --help          this text

Config: infra/bootstrap/Pulumi.bootstrap.yaml; what may stand there, and which rights it takes: docs/how-to/bootstrap.md.
The first run keeps its state in .gridwire/bootstrap until the account for it exists, and moves it there. A run that was
interrupted is carried on by the next one.
Exit code 0 when all is done, 1 when something failed, 2 for a wrong option, 130 when interrupted.`;

export interface BootstrapOptions {
  readonly preview: boolean;
  readonly initStacks: boolean;
  readonly gh: boolean;
  readonly help: boolean;
}

/** An option that there is not, or that does not go with another. */
export class WrongOption extends Error {
  override readonly name = "WrongOption";
}

/** @throws WrongOption with what was wrong, and what is allowed. */
export function readOptions(args: readonly string[]): BootstrapOptions {
  const values = parsed(args);
  if (values.preview && (values["init-stacks"] || values.gh))
    throw new WrongOption("--preview changes nothing: expected it without --init-stacks and --gh");
  return { preview: values.preview, initStacks: values["init-stacks"], gh: values.gh, help: values.help };
}

function parsed(args: readonly string[]) {
  const flag = { type: "boolean", default: false } as const;
  try {
    return parseArgs({
      args: [...args],
      options: { preview: flag, "init-stacks": flag, gh: flag, help: { ...flag, short: "h" } },
    }).values;
  } catch (error) {
    const [problem] = (error as Error).message.split(". ");
    throw new WrongOption(`${problem}: expected --preview, --init-stacks, --gh or --help`, { cause: error });
  }
}
