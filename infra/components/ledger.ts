import * as pulumi from "@pulumi/pulumi";

/**
 * Runs this program's dynamic resources, which keep what was shipped and which key was seen.
 *
 * Declared, and depended on by every site, for the sake of replacement: the engine deletes what belongs to a site
 * before it makes the site anew, and the provider that it would load by itself is not there yet at that point.
 */
export class Ledger extends pulumi.ProviderResource {
  constructor(name: string, opts?: pulumi.ResourceOptions) {
    super("pulumi-nodejs", name, {}, opts);
  }
}
