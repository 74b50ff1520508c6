import assert from "node:assert/strict";
import { DEPLOYER, mayAssign, PREVIEWER } from "../../infra/deployer.js";
import { roles } from "../../infra/roles.js";
import { groupId } from "../../local/shared/arm-id.js";
import type { StandingRole } from "../../local/shared/standing-role.js";
import { Checkout } from "../shared/checkout.js";
import { Deployment } from "../shared/deployment.js";

const [CONTRIBUTOR, ADMINISTRATOR] = DEPLOYER as readonly [StandingRole, StandingRole];
const NOT_ALLOWED = (action: string) => new RegExp(`does not have authorization to perform action '${action}'`);
const ASSIGN = "Microsoft.Authorization/roleAssignments/write";

/** One story, in order: each chapter goes on from the one before. */
describe("The deployer, with the least set of roles", function () {
  this.timeout(180_000);
  let deployment: Deployment;

  before(async () => {
    deployment = await Deployment.prepare(Checkout.make());
  });
  after(() => deployment?.end());

  const deployAs = (...given: StandingRole[]) => deployment.control.deployAs(given);

  /** Runs the command, which has to fail. @returns what it printed. */
  async function refused(...args: string[]): Promise<string> {
    const { code, output } = await deployment.pulumi(...args);
    assert.notEqual(code, 0, `expected it to be refused:\n${output}`);
    assert.match(output, /Status=403 Code="(Linked)?AuthorizationFailed"/);
    return output;
  }
  const upRefused = () => refused("up", "--yes", "--skip-preview");

  it("previews as a reader, and makes nothing as one", async () => {
    await deployAs(PREVIEWER);
    const { code, output } = await deployment.pulumi("preview");
    assert.equal(code, 0, output);
    assert.match(await upRefused(), NOT_ALLOWED("Microsoft.Resources/subscriptions/resourceGroups/write"));
  });

  it("stops at the first grant without Role Based Access Control Administrator", async () => {
    await deployAs(CONTRIBUTOR);
    assert.match(await upRefused(), NOT_ALLOWED(ASSIGN));
  });

  it("stops at the grants of a role that its condition leaves out, and carries on when it is put back", async () => {
    const others = Object.values(roles).filter((role) => role !== roles.keyVaultSecretsUser);
    const condition = mayAssign(others.map(({ id }) => id));
    await deployAs(CONTRIBUTOR, { ...ADMINISTRATOR, condition });
    const output = await upRefused();
    assert.match(
      output,
      new RegExp(`has an authorization with ABAC condition that is not fulfilled to perform action '${ASSIGN}'`),
    );
    const stopped = [...output.matchAll(/RoleAssignment (\S+) \*\*creating failed\*\*/g)].map(([, name]) => name);
    assert.deepEqual([...new Set(stopped)], ["recorder-grants-need-pseudonymKey"]);

    await deployAs(...DEPLOYER);
    assert.match(await deployment.up(), /RoleAssignment recorder-grants-need-pseudonymKey created/);
  });

  it("previews and refreshes what is deployed, as a reader too", async () => {
    for (const given of [DEPLOYER, [PREVIEWER]]) {
      await deployAs(...given);
      for (const command of [["preview"], ["refresh", "--yes"]]) {
        const { code, output } = await deployment.pulumi(...command, "--expect-no-changes");
        assert.equal(code, 0, output);
      }
    }
  });

  it("cannot make itself an owner, nor give a role to anybody but a service principal", async () => {
    await deployAs(...DEPLOYER);
    const grant = await deployment.resource("recorder-grants-need-rawNames");
    const { roleDefinitionId, scope } = grant.inputs;
    const assign = (name: string, change: object) =>
      deployment.byHand((provider) =>
        provider.create(grant.type, { ...grant.inputs, scope, roleAssignmentName: name, ...change }),
      );
    const owner = String(roleDefinitionId).replace(/[^/]+$/, "8e3af657-a8ff-443c-a75c-2fe8c4bcb635");
    const name = "00000000-0000-4000-8000-00000000000a";
    const unfulfilled = /ABAC condition that is not fulfilled/;
    await assert.rejects(assign(name, { roleDefinitionId: owner }), unfulfilled);
    await assert.rejects(assign(name, { principalId: "somebody", principalType: "User" }), unfulfilled);
  });

  it("needs to be allowed the identity that it gives to an app", async () => {
    const contributorWithoutIdentities = [
      { name: "Website Contributor", id: "de139f84-1756-47ae-9be6-808fbbe84772" },
      { name: "Reader", id: PREVIEWER.id },
    ];
    await deployAs(...contributorWithoutIdentities);
    const site = await deployment.resource("recorder-site");
    await assert.rejects(
      deployment.byHand((provider) => provider.update(site.type, site.id, site.inputs)),
      /has permission to perform action 'Microsoft\.Web\/sites\/write'.*does not have permission to perform action 'Microsoft\.ManagedIdentity\/userAssignedIdentities\/assign\/action' on the linked scope/s,
    );
  });

  it("destroys everything", async () => {
    await deployAs(PREVIEWER);
    assert.match(await refused("destroy", "--yes"), /\/delete'/);
    await deployAs(...DEPLOYER);
    const { code, output } = await deployment.pulumi("destroy", "--yes");
    assert.equal(code, 0, output);
    assert.equal((await deployment.control.status()).resources, 0);
  });

  it("needs its roles on the group alone, where that was made before", async () => {
    const group = "rg-made-before";
    const type = "azure-native:resources:ResourceGroup";
    await deployment.byHand((provider) => provider.create(type, { resourceGroupName: group, location: "westeurope" }));
    const onGroup = (role: StandingRole) => ({ ...role, scope: groupId(group) });
    const setting = ["--config", `gridwire:resourceGroup=${group}`];
    await deployAs(onGroup(PREVIEWER));
    const preview = await deployment.pulumi("preview", ...setting);
    assert.equal(preview.code, 0, preview.output);
    await deployAs(...DEPLOYER.map(onGroup));
    await deployment.up(...setting);
    const { code, output } = await deployment.pulumi("destroy", "--yes");
    assert.equal(code, 0, output);
    assert.equal((await deployment.control.status()).resources, 1);
  });
});
