import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { NAMESPACES, ResourceProviders } from "../../../infra/bootstrap/resource-providers.js";
import { record } from "../recorded.js";

const INFRA = resolve(import.meta.dirname, "../../../infra");
/** Modules of azure-native whose namespace is not called like them. */
const NAMESPACE_OF: Readonly<Record<string, string>> = { applicationinsights: "insights", monitor: "insights" };
/** No subscription is without the first two; the third is no module. */
const ALWAYS = ["authorization", "resources", "types"];

describe("ResourceProviders", () => {
  const declare = () => new ResourceProviders("providers", { subscriptionId: "sub-1" });

  it("registers Microsoft.App first, and then all others", async () => {
    const stack = await record(declare);

    assert.deepEqual(stack.named("Microsoft.App").inputs, { subscriptionId: "sub-1", namespace: "Microsoft.App" });
    assert.equal(NAMESPACES[0], "Microsoft.App");
    for (const namespace of NAMESPACES.slice(1))
      assert.deepEqual(stack.named(namespace).dependsOn, ["Microsoft.App"], namespace);
  });

  it("registers by a hook that no preview runs, and with no token among its inputs", async () => {
    const stack = await record(declare, { preview: true });
    assert.notEqual(stack.hooks.get("register-Microsoft.Web")?.opts?.onDryRun, true);
    assert.deepEqual(stack.named("Microsoft.Web").hooks, { beforeCreateList: ["register-Microsoft.Web"] });
    assert.deepEqual(stack.calls, []);
  });

  it("knows every namespace that a program of infra/ makes resources of", () => {
    const modules = globSync("**/*.ts", { cwd: INFRA }).flatMap((file) =>
      [...readFileSync(join(INFRA, file), "utf8").matchAll(/"@pulumi\/azure-native\/(\w+)\//g)].map(([, name]) => name),
    );
    const used = new Set(
      modules.map((name = "") => NAMESPACE_OF[name] ?? name).filter((name) => !ALWAYS.includes(name)),
    );
    const registered = new Set(NAMESPACES.map((namespace) => namespace.replace("Microsoft.", "").toLowerCase()));
    assert.deepEqual(
      [...used].filter((name) => !registered.has(name)),
      [],
    );
    // Flex Consumption's own, which no resource is of.
    assert.deepEqual(
      [...registered].filter((name) => !used.has(name)),
      ["app"],
    );
  });
});
