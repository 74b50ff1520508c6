/** Which folder may open which door. `npm test` fails on any other arrow, and when it saw no module at all. */
const only = (name, from, ...to) => ({
  name,
  severity: "error",
  from: { path: `^${from}/` },
  to: {
    path: "^(contracts|functions|infra|local|start|test|bench|tools|arm|policies|ci)/",
    pathNot: [`^${from}/`, ...to],
  },
});

const SERVICES = "authorization|control|entra|eventgrid|functions|gateway|keyvault|monitor|provider|resources|storage";

export default {
  forbidden: [
    {
      name: "no-circles",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    { name: "no-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
    only("contracts-import-nothing-of-ours", "contracts"),
    only("functions-import-contracts", "functions", "^contracts/"),
    // The program ships the built bundle; it never imports code of an app.
    only(
      "infra-imports-contracts-and-the-bundler",
      "infra",
      "^contracts/",
      "^functions/bundle",
      "^tools/setup/progress",
    ),
    only("local-imports-nothing-of-ours", "local"),
    only("tools-import-nothing-of-ours", "tools"),
    // They run anywhere, and know of no local Azure.
    only(
      "ci-runs-anywhere",
      "ci",
      "^infra/(environments|names)",
      "^contracts/",
      "^functions/bundle",
      "^start/(command|terminal|system|policy-pack)",
      "^tools/setup/progress",
      "^infra/(shipping|bootstrap|roles)",
      "^policies/roles/known-roles",
    ),
    // It stands on its own: another program takes the folder as it is.
    only("policies-import-nothing-of-ours", "policies"),
    {
      name: "policies-need-the-sdk-and-types",
      severity: "error",
      from: { path: "^policies/" },
      to: {
        path: "^node_modules/",
        // The pack's entry registers tsx.
        pathNot: "^node_modules/(@pulumi/policy|tsx)/",
        dependencyTypesNot: ["type-only"],
      },
    },
    // The program is run, never imported; of the local Azure it takes what speaks azure-native.
    only(
      "arm-imports-contracts-and-the-provider",
      "arm",
      "^contracts/",
      "^local/(authorization|provider|resources|shared)/",
      "^start/command",
      "^tools/setup/progress",
    ),
    {
      name: "nothing-imports-arm",
      severity: "error",
      from: { pathNot: "^(arm|test)/" },
      to: { path: "^arm/" },
    },
    {
      name: "contracts-need-zod-alone",
      severity: "error",
      from: { path: "^contracts/" },
      to: { path: "^node_modules/", pathNot: "^node_modules/zod/" },
    },
    {
      name: "shared-is-below-all-services",
      severity: "error",
      from: { path: "^local/shared/" },
      to: { path: `^local/(?!shared/)` },
    },
    {
      // Services reach one another over their public wire, or through an interface in shared.
      name: "services-do-not-import-each-other",
      severity: "error",
      from: { path: "^local/(eventgrid|functions|keyvault|monitor|storage)/" },
      to: { path: `^local/(${SERVICES})/`, pathNot: "^local/$1/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".mjs", ".cjs", ".js", ".json"],
    },
  },
};
