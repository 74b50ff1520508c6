import { ref, UNKNOWN } from "./node.js";
import {
  account,
  container,
  diagnostics,
  endpoint,
  grant,
  group,
  identity,
  publishing,
  recovery,
  site,
  subscription,
  topic,
  trust,
  vault,
} from "./nodes.js";
import type { StackSample } from "./sample.js";

const BLOB_CONTRIBUTOR = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
const BLOB_OWNER = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b";
const SENDER = "d5a91429-5739-47e2-a06b-3470a27159e7";
const WEBSITE_CONTRIBUTOR = "de139f84-1756-47ae-9be6-808fbbe84772";
const NO_ROLE = "00000000-1111-4222-8333-444444444444";

/** An app that may write into a container: what most samples begin with. */
function written(name: string) {
  const runsWith = identity(`${name}-identity`);
  const store = account(`${name}-st`);
  const box = container(`${name}-box`, store, "box");
  const app = site(`${name}-site`, runsWith);
  return { runsWith, store, box, app, all: [runsWith, store, box, app] };
}

const roleExists = written("exists");
const onOne = written("one");
const fits = written("fits");
const shared = written("shared");
const loose = written("loose");
const apart = written("apart");
const twice = written("twice");
const oneGroup = group("one-group");
const other = identity("other-identity");
const vaults = { logged: vault("logged"), silent: vault("silent") };

const writer = identity("writer");
const letters = account("letters");
const lettersBox = container("letters-box", letters, "dead-letters");
const names = topic("names", writer);
const handled = subscription("handled", names, writer);

const data = account("data");
const dataBox = container("data-box", data, "names");
const hostAccount = account("host");
const hostedIdentity = identity("hosted-identity");
const hosted = site("hosted", hostedIdentity, {
  "functionAppConfig.deployment.storage.value": "https://sthost.blob.core.windows.net/packages",
});
const packages = container("host-packages", hostAccount, "packages");

const openIdentity = identity("open-identity");
const open = site("open", openIdentity);

/** One for each rule about whole stacks. */
export const stackSamples: readonly StackSample[] = [
  {
    rule: "role-exists",
    right: [...roleExists.all, grant("role-exists", roleExists.runsWith, BLOB_CONTRIBUTOR, ref(roleExists.box))],
    wrong: [...roleExists.all, grant("role-exists", roleExists.runsWith, NO_ROLE, ref(roleExists.runsWith))],
    blamed: "role-exists",
  },
  {
    rule: "role-on-one-resource",
    right: [...onOne.all, grant("role-on-one-resource", onOne.runsWith, BLOB_CONTRIBUTOR, ref(onOne.box))],
    wrong: [...onOne.all, oneGroup, grant("role-on-one-resource", onOne.runsWith, BLOB_CONTRIBUTOR, ref(oneGroup))],
    blamed: "role-on-one-resource",
    unknown: [...onOne.all, grant("role-on-one-resource", onOne.runsWith, BLOB_CONTRIBUTOR, UNKNOWN)],
  },
  {
    rule: "role-fits-resource",
    right: [...fits.all, grant("role-fits-resource", fits.runsWith, BLOB_OWNER, ref(fits.store))],
    wrong: [...fits.all, grant("role-fits-resource", fits.runsWith, SENDER, ref(fits.box))],
    blamed: "role-fits-resource",
    unknown: [...fits.all, grant("role-fits-resource", fits.runsWith, SENDER, UNKNOWN)],
  },
  {
    rule: "identity-for-one-app",
    right: [...shared.all, other, site("second-site", other)],
    wrong: [...shared.all, site("second-site", shared.runsWith)],
    blamed: "shared-identity",
  },
  {
    rule: "identity-with-roles-is-attached",
    right: [...loose.all, grant("loose-grant", loose.runsWith, BLOB_CONTRIBUTOR, ref(loose.box))],
    wrong: [
      loose.runsWith,
      loose.store,
      loose.box,
      grant("loose-grant", loose.runsWith, BLOB_CONTRIBUTOR, ref(loose.box)),
    ],
    blamed: "loose-identity",
  },
  {
    rule: "identity-is-used",
    right: [identity("deploys"), trust("deploys-trust", identity("deploys"))],
    wrong: [identity("forgotten")],
    blamed: "forgotten",
  },
  {
    rule: "deploy-and-run-apart",
    right: [...apart.all, grant("apart-grant", apart.runsWith, BLOB_CONTRIBUTOR, ref(apart.box))],
    wrong: [...apart.all, trust("apart-trust", apart.runsWith)],
    blamed: "apart-identity",
  },
  {
    rule: "role-given-once",
    right: [
      ...twice.all,
      grant("twice-one", twice.runsWith, BLOB_CONTRIBUTOR, ref(twice.box)),
      grant("twice-two", twice.runsWith, BLOB_OWNER, ref(twice.store)),
    ],
    wrong: [
      ...twice.all,
      grant("twice-one", twice.runsWith, BLOB_CONTRIBUTOR, ref(twice.box)),
      grant("twice-two", twice.runsWith, BLOB_CONTRIBUTOR, ref(twice.box)),
    ],
    blamed: "twice-two",
  },
  {
    rule: "dead-letter-identity-may-write",
    right: [
      writer,
      letters,
      lettersBox,
      names,
      handled,
      grant("letters-grant", writer, BLOB_CONTRIBUTOR, ref(lettersBox)),
    ],
    wrong: [writer, letters, lettersBox, names, handled],
    blamed: "handled",
    unknown: [names, { ...handled, props: { ...handled.props, deadLetterWithResourceIdentity: UNKNOWN } }],
  },
  {
    rule: "web-basic-publishing-off",
    right: [openIdentity, open, publishing("open-ftp", open, "Ftp"), publishing("open-scm", open, "Scm")],
    wrong: [openIdentity, open, publishing("open-ftp", open, "Ftp"), publishing("open-scm", open, "Scm", true)],
    blamed: "open",
    unknown: [
      openIdentity,
      open,
      publishing("open-ftp", open, "Ftp"),
      publishing("open-scm", open, "Scm", UNKNOWN as never),
    ],
  },
  {
    rule: "web-authentication",
    right: [
      openIdentity,
      open,
      {
        name: "open-auth",
        type: "azure-native:web:WebAppAuthSettingsV2",
        props: { name: ref(open, "name"), resourceGroupName: "rg" },
        out: { id: `${open.out?.id}/config/authsettingsV2` },
        back: { name: "authsettingsV2" },
      },
    ],
    wrong: [openIdentity, open],
    blamed: "open",
  },
  {
    rule: "storage-soft-delete",
    right: [data, dataBox, recovery("data-blobs", data, true), hostAccount, packages, hostedIdentity, hosted],
    wrong: [data, dataBox, recovery("data-blobs", data, true, false), hostAccount, packages, hostedIdentity, hosted],
    blamed: "data",
    unknown: [data, dataBox, recovery("data-blobs", data, true, UNKNOWN)],
  },
  {
    rule: "key-vault-logs",
    right: [vaults.logged, diagnostics("logged-setting", vaults.logged)],
    wrong: [
      vaults.logged,
      diagnostics("logged-setting", vaults.logged),
      vaults.silent,
      diagnostics("silent-setting", vaults.silent, false),
    ],
    blamed: "silent",
  },
  {
    rule: "diagnostic-settings",
    right: [data, diagnostics("data-setting", data)],
    wrong: [data],
    blamed: "data",
  },
  {
    rule: "network-private-endpoints",
    right: [vaults.logged, endpoint("logged-endpoint", vaults.logged)],
    wrong: [vaults.silent],
    blamed: "silent",
  },
];

/** More ways to be wrong, for rules that look at more than one thing. */
export const moreWrong: readonly StackSample[] = [
  {
    rule: "deploy-and-run-apart",
    right: [...apart.all],
    wrong: [...apart.all, grant("apart-grant", apart.runsWith, WEBSITE_CONTRIBUTOR, ref(apart.app))],
    blamed: "apart-identity",
  },
  {
    rule: "role-fits-resource",
    right: [...fits.all, grant("role-fits-resource", fits.runsWith, BLOB_CONTRIBUTOR, ref(fits.box))],
    wrong: [...fits.all, grant("role-fits-resource", fits.runsWith, BLOB_CONTRIBUTOR, ref(fits.store))],
    blamed: "role-fits-resource",
  },
  {
    rule: "web-basic-publishing-off",
    right: [openIdentity, open, publishing("open-ftp", open, "Ftp"), publishing("open-scm", open, "Scm")],
    wrong: [openIdentity, open, publishing("open-scm", open, "Scm")],
    blamed: "open",
  },
];
