import { getClientToken } from "@pulumi/azure-native/authorization/getClientToken.js";
import * as pulumi from "@pulumi/pulumi";
import type { Package } from "../package-of.js";
import { outside } from "../shipping/outside.js";
import { publish } from "../shipping/publish.js";

export interface FunctionPackageArgs {
  /** Name of the site, also where it is known before the site exists. */
  readonly siteName: string;
  readonly code: Promise<Package>;
}

interface State {
  readonly site: string;
  readonly hash: string;
}

/** Keeps what was shipped. It runs in the engine's own process, as text: it must not use anything of this file. */
const provider: pulumi.dynamic.ResourceProvider<State, State> = {
  async diff(_id, before, after) {
    return { changes: before.hash !== after.hash || before.site !== after.site };
  },
  async create({ site, hash }) {
    return { id: `${site}/package`, outs: { site, hash } };
  },
  async update(_id, _before, { site, hash }) {
    return { outs: { site, hash } };
  },
};

/**
 * The code that is live on a site, by its hash: the same code makes no difference, other code is one update.
 *
 * The zip is sent by a hook, which the engine runs only when it really creates or updates this resource: never in a
 * preview, and before the new hash is kept, so that a failed shipment is tried again by the next `up`. The token is
 * fetched there too: as an input it would be another one at each run.
 */
export class FunctionPackage extends pulumi.dynamic.Resource {
  /** Known in a preview. */
  declare readonly hash: pulumi.Output<string>;

  constructor(name: string, { siteName, code }: FunctionPackageArgs, opts: pulumi.CustomResourceOptions) {
    const { parent } = opts;
    const ship = new pulumi.ResourceHook(`ship-${name}`, async () => {
      const { zip } = await code;
      const report = (text: string) => pulumi.log.info(text, parent, undefined, true);
      const scmUrl = `https://${siteName}.scm.azurewebsites.net`;
      const token = async () => (await getClientToken({}, parent === undefined ? {} : { parent })).token;
      await publish({ site: siteName, scmUrl, zip: zip(), token }, outside(report));
    });
    const hash = code.then(({ sha256 }) => sha256);
    const hooks = { beforeCreate: [ship], beforeUpdate: [ship] };
    super(provider, name, { site: siteName, hash }, { ...opts, hooks }, "gridwire", "FunctionPackage");
  }
}
